//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// atOnce is how many requests of a migration are under way at a time.
const atOnce = 32

// importSize says how large the application is that moves in.
type importSize struct {
	accounts, friends         int // friends of each account
	groups, members, perGroup int // members and messages of each group
	pairs, perPair            int // one-to-one conversations, and messages of each
}

var (
	importsInFull  = importSize{100_000, 10, 10_000, 50, 50, 10_000, 50}
	importsInShort = importSize{2_000, 10, 200, 50, 50, 200, 50}
	importsCut     = importSize{1_000, 6, 60, 20, 40, 60, 20}
)

// imports measures a migration into an empty server, of which it then looks at
// samples; another one, which is looked at in full, is cut by SIGKILL at every step
// and repeated from its beginning.
func imports(b *bench) error {
	size := importsInShort
	if b.full {
		size = importsInFull
	}
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	im := newImporting(s, size)
	for _, st := range im.stages() {
		if err := im.measure(b, st); err != nil {
			return fmt.Errorf("import %s: %w", st.name, err)
		}
	}
	b.report("import", "memory, highest", s.peak()/1e6, "MB")
	used, err := s.disk()
	if err != nil {
		return err
	}
	b.report("import", "disk", used/1e6, "MB")
	if err := im.check(max(size.groups/50, 1)); err != nil {
		return fmt.Errorf("what was imported: %w", err)
	}
	return cutImports(b)
}

// cutImports kills the server at every step of a migration, whose tool repeats what
// was not answered, and then the whole step.
func cutImports(b *bench) error {
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	im := newImporting(s, importsCut)
	for _, st := range im.stages() {
		var did atomic.Int64
		killed := make(chan error, 1)
		err := inParallel(st.count, func(n int) error {
			if did.Add(1) == int64(st.count/2) {
				go func() { killed <- s.crash() }()
			}
			return st.do(n)
		})
		if err := errors.Join(err, <-killed); err != nil {
			return fmt.Errorf("import %s over a SIGKILL: %w", st.name, err)
		}
		if err := inParallel(st.count, st.do); err != nil {
			return fmt.Errorf("import %s again: %w", st.name, err)
		}
	}
	if err := im.check(1); err != nil {
		return fmt.Errorf("what was imported over SIGKILLs: %w", err)
	}
	b.report("import", "steps repeated after a SIGKILL, all as it should be", float64(len(im.stages())), "")
	return nil
}

// importing is a migration.
type importing struct {
	importSize
	s    *server
	api  *client.REST
	base int64 // when the application began, in seconds

	looking sync.Mutex
}

func newImporting(s *server, size importSize) *importing {
	connections := &http.Transport{MaxIdleConnsPerHost: atOnce}
	return &importing{importSize: size, s: s, base: time.Now().Unix() - 90*24*3600, api: &client.REST{URL: "http://" + s.addr, App: s.app, Key: s.key,
		HTTP: &http.Client{Timeout: time.Minute, Transport: connections}}}
}

// stage is a step of a migration. Steps come one after the other, requests of a step
// in parallel, but those of a group.
type stage struct {
	name  string
	count int // how often do is called
	items int // what is imported then
	do    func(n int) error
}

const accountsPerCall = 100

func (im *importing) stages() []stage {
	return []stage{
		{"accounts", im.accounts / accountsPerCall, im.accounts, im.account},
		{"friends", im.accounts, im.accounts * im.friends, im.friend},
		{"groups", im.groups, im.groups, im.group},
		{"group messages", im.groups, im.groups * im.perGroup, im.groupMessages},
		{"group members", im.groups, im.groups * (im.members - 1), im.groupMembers},
		{"one-to-one messages", im.pairs * im.perPair, im.pairs * im.perPair, im.message},
	}
}

func (im *importing) measure(b *bench, st stage) error {
	cpu, begun := im.s.cpu(), time.Now()
	if err := inParallel(st.count, st.do); err != nil {
		return err
	}
	took := time.Since(begun)
	name := "import of " + st.name
	b.report(name, "imported", float64(st.items)/took.Seconds(), "/s")
	b.report(name, "server CPU for each", float64((im.s.cpu()-cpu).Microseconds())/float64(st.items), "µs")
	return nil
}

// inParallel calls do with 0 to n-1. The first error ends it.
func inParallel(n int, do func(int) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// post calls a command until it is answered: a server that ended comes back.
func post[Req, Resp any](im *importing, cmd wire.Command[Req, Resp], req *Req) (*Resp, error) {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		resp, err := client.Call(context.Background(), im.api, cmd, req)
		var refused *wire.Error
		if err == nil || errors.As(err, &refused) || time.Now().After(deadline) {
			return resp, err
		}
	}
}

func user(n int) string { return fmt.Sprintf("user%d", n) }

func (im *importing) account(n int) error {
	req := &account.MultiaccountImportRequest{}
	for i := n * accountsPerCall; i < (n+1)*accountsPerCall; i++ {
		req.AccountList = append(req.AccountList, account.AccountImportRequest{UserID: user(i), Nick: fmt.Sprintf("User %d", i)})
	}
	resp, err := post(im, account.MultiaccountImport, req)
	if err == nil && len(resp.FailAccounts) > 0 {
		err = fmt.Errorf("not imported: %v", resp.FailAccounts)
	}
	return err
}

// friendsOf are those who come before and after an account: friends of each other.
func (im *importing) friendsOf(n int) (names []string) {
	for i := 1; i <= im.friends/2; i++ {
		names = append(names, user((n+i)%im.accounts), user((n+im.accounts-i)%im.accounts))
	}
	return names
}

func (im *importing) friend(n int) error {
	req := &sns.FriendImportRequest{FromAccount: user(n)}
	for _, name := range im.friendsOf(n) {
		req.AddFriendItem = append(req.AddFriendItem, sns.ImportFriendItem{ToAccount: name, AddSource: "AddSource_Type_Import", AddTime: im.base + 1})
	}
	resp, err := post(im, sns.FriendImport, req)
	if err == nil && len(resp.FailAccount) > 0 {
		err = fmt.Errorf("not imported: %v", resp.FailAccount)
	}
	return err
}

func groupID(n int) string { return fmt.Sprintf("old%d", n) }

// memberOf is the nth member of a group; the first one owns it.
func (im *importing) memberOf(g, n int) string { return user((g*im.members + n) % im.accounts) }

func (im *importing) group(g int) error {
	req := &group.ImportGroupRequest{CreateGroupRequest: group.CreateGroupRequest{Owner: im.memberOf(g, 0), Type: group.Public,
		GroupID: groupID(g), Name: fmt.Sprintf("Group %d", g)}, CreateTime: im.base}
	_, err := post(im, group.ImportGroup, req)
	if errors.Is(err, group.ErrTaken) { // imported before
		err = nil
	}
	return err
}

// sent is when the kth message of a conversation was sent.
func (im *importing) sent(k int) int64 { return im.base + 60*int64(k+1) }

func random(conversation, k int) uint32 { return uint32(conversation*1000 + k) }

func (im *importing) groupMessages(g int) error {
	for first := 0; first < im.perGroup; first += group.MaxImports {
		req := &group.ImportGroupMsgRequest{GroupID: groupID(g)}
		for k := first; k < min(first+group.MaxImports, im.perGroup); k++ {
			random := random(g, k)
			req.MsgList = append(req.MsgList, group.ImportedMsg{From: im.memberOf(g, k%im.members), SendTime: uint32(im.sent(k)),
				Random: &random, MsgBody: wire.NewText(text(k))})
		}
		resp, err := post(im, group.ImportGroupMsg, req)
		if err != nil {
			return err
		}
		for i, r := range resp.Results {
			if want := uint64(first + i + 1); r.Result != 0 || r.MsgSeq != want {
				return fmt.Errorf("message %d of %s: %+v", want, req.GroupID, r)
			}
		}
	}
	return nil
}

// unread is how many messages the members of a group have not read.
func unread(g int) int { return g % 4 }

func (im *importing) groupMembers(g int) error {
	req := &group.ImportGroupMemberRequest{GroupID: groupID(g)}
	for i := 1; i < im.members; i++ {
		m := group.ImportedMember{Account: im.memberOf(g, i), JoinTime: im.base + int64(i), UnreadMsgNum: unread(g)}
		if i == 1 {
			m.Role = group.RoleAdmin
		}
		req.MemberList = append(req.MemberList, m)
	}
	resp, err := post(im, group.ImportGroupMember, req)
	if err != nil {
		return err
	}
	for _, m := range resp.MemberList {
		if m.Result != group.Added && m.Result != group.WasMember {
			return fmt.Errorf("member of %s: %+v", req.GroupID, m)
		}
	}
	return nil
}

// text is about 200 bytes long.
func text(k int) string { return fmt.Sprintf("message %d %s", k, filler) }

// message imports messages of all pairs at once, of each in about the order of their times.
func (im *importing) message(n int) error {
	p, k := n%im.pairs, n/im.pairs
	seq, random, at := uint32(k+1), openim.Random(random(p, k)), openim.Time(im.sent(k))
	from, to := user(p), user((p+1)%im.accounts)
	if k%2 == 1 {
		from, to = to, from
	}
	_, err := post(im, openim.ImportMsg, &openim.ImportMsgRequest{SyncFromOldSystem: openim.ImportHistory, From: from, To: to,
		MsgSeq: &seq, MsgRandom: &random, MsgTimeStamp: &at, MsgBody: wire.NewText(text(k))})
	return err
}
