//go:build linux

package main

import (
	"fmt"
	"strings"
	"time"
)

// growth measures what a community costs as it grows: the server's CPU for a join,
// for a page of the member list, for a message while some members are there, and
// for a login of one of them. Nothing of it may grow with those who are not there.
// The communities take turns, so that what else the machine does meets them all.
func growth(b *bench) error {
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	there := b.size(1000, 100)
	var all []*community
	for _, size := range b.communities() {
		c, err := newCommunity(s, size)
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	conns, err := dialEach(s, len(all)*there, func(i int) string { return all[i/there].member(i % there) })
	if err != nil {
		return err
	}
	for i, c := range all {
		c.there = conns[i*there:][:there]
		defer c.leave()
		if err := c.listAll(); err != nil {
			return err
		}
	}
	time.Sleep(time.Second) // the logins are through
	for _, step := range communitySteps {
		name := step.name
		if strings.Contains(name, "%d") {
			name = fmt.Sprintf(name, there)
		}
		costs, times, err := costsOf(all, step.times, step.do)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, c := range all {
			b.report(fmt.Sprintf("community of %d", c.size), "server CPU "+name, costs[i], "µs")
			b.report(fmt.Sprintf("community of %d", c.size), "time "+name, times[i]/1000, "ms")
			if i > 0 {
				b.report("community", fmt.Sprintf("%s, %d : %d members", name, c.size, all[0].size), costs[i]/costs[0], "times")
				b.report("community", fmt.Sprintf("time %s, %d : %d members", name, c.size, all[0].size), times[i]/times[0], "times")
			}
		}
	}
	return nil
}

// communities returns how many members there are. An application's communities have
// 100,000 at most unless it is set to have more.
func (b *bench) communities() []int {
	switch {
	case b.full:
		return []int{1000, 10_000, 100_000, 1_000_000}
	case b.short:
		return []int{1000, 100_000}
	}
	return []int{1000, 10_000, 100_000}
}

// community is one with members of whom some are there.
type community struct {
	s     *server
	id    string
	size  int
	there []*conn
	next  string
	sent  int
}

var communitySteps = []struct {
	name  string
	times int
	do    func(c *community, n int) error
}{
	{"of a join and a leave", 500, (*community).joinAndLeave},
	{"of a page of the member list", 500, (*community).list},
	{"of a message to %d who are there", 500, (*community).send},
	{"of a login of a member", 200, (*community).login},
}

func newCommunity(s *server, size int) (*community, error) {
	c := &community{s: s, id: fmt.Sprintf("@TGS#_load%d", size), size: size}
	members := size - 1 // and a guest who comes and goes
	if err := s.importAccounts(c.prefix(), members); err != nil {
		return nil, err
	}
	err := s.rest("group_open_http_svc.create_group", fmt.Sprintf(
		`{"Type":"Community","GroupId":%q,"Name":"load","Owner_Account":%q,"ApplyJoinOption":"FreeAccess","MaxMemberCount":%d}`, c.id, c.member(0), size))
	if err != nil {
		return nil, err
	}
	const perCall = 300
	for first := 1; first < members; first += perCall {
		var list []string
		for n := first; n < min(first+perCall, members); n++ {
			list = append(list, fmt.Sprintf(`{"Member_Account":%q}`, c.member(n)))
		}
		if err := s.rest("group_open_http_svc.add_group_member", fmt.Sprintf(`{"GroupId":%q,"Silence":1,"MemberList":[%s]}`, c.id, strings.Join(list, ","))); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// prefix is what the names of the members begin with: nobody is in two communities.
func (c *community) prefix() string { return fmt.Sprintf("m%d-", c.size) }

func (c *community) member(n int) string { return fmt.Sprintf("%s%d", c.prefix(), n) }

func (c *community) leave() {
	for _, m := range c.there {
		m.close()
	}
}

// costsOf returns for each community the server's CPU for each of a number of
// requests, and the time to its answer, in which the database has its part; in microseconds.
func costsOf(all []*community, times int, do func(*community, int) error) (costs, waits []float64, err error) {
	const turns = 5
	used, waited := make([]time.Duration, len(all)), make([]time.Duration, len(all))
	for turn := range turns {
		for i, c := range all {
			for _, c := range all { // those whose turn it is not stay, too
				if err := sign(c.there); err != nil {
					return nil, nil, err
				}
			}
			before, begun := c.s.cpu(), time.Now()
			for n := range times / turns {
				if err := do(c, turn*times/turns+n); err != nil {
					return nil, nil, err
				}
			}
			waited[i] += time.Since(begun)
			time.Sleep(300 * time.Millisecond) // what follows upon the answers
			used[i] += c.s.cpu() - before
		}
	}
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(times) }
	for i := range all {
		costs, waits = append(costs, each(used[i])), append(waits, each(waited[i]))
	}
	return costs, waits, nil
}

func (c *community) joinAndLeave(n int) error {
	name := fmt.Sprintf("%sguest%d", c.prefix(), n%50)
	add := fmt.Sprintf(`{"GroupId":%q,"MemberList":[{"Member_Account":%q}]}`, c.id, name)
	if n < 50 {
		if err := c.s.rest("im_open_login_svc.account_import", fmt.Sprintf(`{"UserID":%q}`, name)); err != nil {
			return err
		}
	}
	if err := c.s.rest("group_open_http_svc.add_group_member", add); err != nil {
		return err
	}
	return c.s.rest("group_open_http_svc.delete_group_member", fmt.Sprintf(`{"GroupId":%q,"MemberToDel_Account":[%q]}`, c.id, name))
}

func (c *community) list(int) error {
	var page struct{ Next string }
	err := c.there[0].call("million_group_open_http_svc.get_group_member_info", c.there[0].a2,
		fmt.Sprintf(`{"GroupId":%q,"Limit":100,"Next":%q}`, c.id, c.next), &page)
	c.next = page.Next
	return err
}

// listAll reads the whole list: the members of a small one are all known after a few
// pages, and those of a large one would else be read for the first time when it is measured.
func (c *community) listAll() error {
	for {
		if err := c.list(0); err != nil || c.next == "" {
			return err
		}
	}
}

func (c *community) send(int) error {
	c.sent++
	return c.there[0].do("million_group_open_http_svc.send_group_msg", fmt.Sprintf(
		`{"GroupId":%q,"From_Account":%q,"Random":%d,"ClientSeq":%d,"MsgPriority":"Normal","MsgClientTime":1760000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`,
		c.id, c.there[0].user, c.sent, c.sent, filler))
}

func (c *community) login(n int) error {
	const miniProgram = 9 // some are there by the web: both of theirs stay
	m, err := dial(c.s, c.member(n), miniProgram)
	if err != nil {
		return err
	}
	m.close()
	return nil
}
