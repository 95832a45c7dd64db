package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// groupsOf and membersOf make the groups whose messages are stored and shown to all
// members, who are all there.
const (
	groupsOf  = 20
	membersOf = 100
)

// groups measures stored messages in groups: members who write one after the other,
// five of each group at a time.
func groups(b *bench) error {
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	all, err := dialAll(s, "g", groupsOf*membersOf)
	if err != nil {
		return err
	}
	for g := range groupsOf {
		if err := makeGroup(s, g); err != nil {
			return err
		}
	}
	time.Sleep(time.Second) // the tips of joining are through
	return groupLoad(b, s, all)
}

func makeGroup(s *server, g int) error {
	var list []string
	for n := range membersOf {
		list = append(list, fmt.Sprintf(`{"Member_Account":"g%d"}`, g*membersOf+n))
	}
	err := s.rest("group_open_http_svc.create_group", fmt.Sprintf(`{"Type":"Public","GroupId":"load%d","Name":"load","Owner_Account":"g%d","MaxMemberCount":200}`, g, g*membersOf))
	if err != nil {
		return err
	}
	return s.rest("group_open_http_svc.add_group_member", fmt.Sprintf(`{"GroupId":"load%d","Silence":1,"MemberList":[%s]}`, g, strings.Join(list[1:], ",")))
}

func groupLoad(b *bench, s *server, all []*conn) error {
	const writers = 5
	before := pushed(all)
	var sent atomic.Int64
	var failure atomic.Value
	took := make([][]time.Duration, groupsOf*writers)
	cpu, end := s.cpu(), time.Now().Add(b.seconds)
	var wg sync.WaitGroup
	for i := range took {
		g, c := i/writers, all[i/writers*membersOf+i%writers]
		wg.Go(func() {
			for n := 1; time.Now().Before(end); n++ {
				begun := time.Now()
				if err := c.do("group_open_http_svc.send_group_msg", groupBody(g, c.user, n)); err != nil {
					failure.Store(err)
					return
				}
				took[i] = append(took[i], time.Since(begun))
				sent.Add(1)
			}
		})
	}
	wg.Wait()
	if err, ok := failure.Load().(error); ok {
		return err
	}
	want := sent.Load() * (membersOf - 1)
	for deadline := time.Now().Add(10 * time.Second); pushed(all)-before < want && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	used := s.cpu() - cpu
	name := fmt.Sprintf("%d groups of %d", groupsOf, membersOf)
	if got := pushed(all) - before; got < want {
		return fmt.Errorf("%s: %d of %d messages were pushed", name, got, want)
	}
	times := slices.Concat(took...)
	slices.Sort(times)
	b.report(name, "messages, synced and shown to all", float64(sent.Load())/b.seconds.Seconds(), "/s")
	b.report(name, "server CPU per message", float64(used.Microseconds())/float64(sent.Load()), "µs")
	b.report(name, "time to the answer, p99", float64(times[len(times)*99/100].Microseconds())/1000, "ms")
	return nil
}

func groupBody(g int, user string, n int) string {
	return fmt.Sprintf(`{"GroupId":"load%d","From_Account":%q,"Random":%d,"ClientSeq":%d,"MsgPriority":"Normal","MsgClientTime":1760000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`,
		g, user, n*7919%4294967291, n, filler)
}

func pushed(all []*conn) (n int64) {
	for _, c := range all {
		n += c.pushed.Load()
	}
	return n
}
