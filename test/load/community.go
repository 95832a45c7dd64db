package main

import (
	"fmt"
	"strings"
	"time"
)

// growth measures what a community costs as it grows: the server's CPU for a join,
// for a page of the member list, for a message while 100 members are there, and
// for a login of one of them. Nothing of it may grow with those who are not there.
func growth(b *bench) error {
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	sizes := []int{1000, 99_900} // a community has at most 100,000
	if err := s.importAccounts("u", sizes[len(sizes)-1]); err != nil {
		return err
	}
	costs := map[string][]float64{}
	for _, size := range sizes {
		c, err := newCommunity(s, size)
		if err != nil {
			return err
		}
		for _, step := range communitySteps {
			used, err := c.costOf(step.times, step.do)
			if err != nil {
				return fmt.Errorf("%s in a community of %d: %w", step.name, size, err)
			}
			costs[step.name] = append(costs[step.name], used)
			b.report(fmt.Sprintf("community of %d", size), "server CPU "+step.name, used, "µs")
		}
		c.leave()
	}
	for _, step := range communitySteps {
		b.report("community", fmt.Sprintf("%s, %d : %d members", step.name, sizes[1], sizes[0]), costs[step.name][1]/costs[step.name][0], "times")
	}
	return nil
}

// community is one with members of whom some are there.
type community struct {
	s     *server
	id    string
	there []*conn
	next  string
	sent  int
}

const membersThere = 100

var communitySteps = []struct {
	name  string
	times int
	do    func(c *community, n int) error
}{
	{"of a join and a leave", 500, (*community).joinAndLeave},
	{"of a page of the member list", 500, (*community).list},
	{"of a message to 100 who are there", 500, (*community).send},
	{"of a login of a member", 200, (*community).login},
}

func newCommunity(s *server, size int) (*community, error) {
	c := &community{s: s, id: fmt.Sprintf("@TGS#_load%d", size)}
	err := s.rest("group_open_http_svc.create_group", fmt.Sprintf(`{"Type":"Community","GroupId":%q,"Name":"load","Owner_Account":"u0","ApplyJoinOption":"FreeAccess"}`, c.id))
	if err != nil {
		return nil, err
	}
	const perCall = 300
	for first := 1; first < size; first += perCall {
		var list []string
		for n := first; n < min(first+perCall, size); n++ {
			list = append(list, fmt.Sprintf(`{"Member_Account":"u%d"}`, n))
		}
		if err := s.rest("group_open_http_svc.add_group_member", fmt.Sprintf(`{"GroupId":%q,"Silence":1,"MemberList":[%s]}`, c.id, strings.Join(list, ","))); err != nil {
			return nil, err
		}
	}
	if c.there, err = dialAll(s, "u", membersThere); err != nil {
		return nil, err
	}
	time.Sleep(time.Second) // the logins are through
	return c, nil
}

func (c *community) leave() {
	for _, m := range c.there {
		m.close()
	}
}

// costOf returns the server's CPU for each of a number of requests, in
// microseconds.
func (c *community) costOf(times int, do func(*community, int) error) (float64, error) {
	before := c.s.cpu()
	for n := range times {
		if err := do(c, n); err != nil {
			return 0, err
		}
	}
	time.Sleep(300 * time.Millisecond) // what follows upon the answers
	return float64((c.s.cpu() - before).Microseconds()) / float64(times), nil
}

func (c *community) joinAndLeave(n int) error {
	name := fmt.Sprintf("guest%d", n%50)
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

func (c *community) send(int) error {
	c.sent++
	return c.there[0].do("million_group_open_http_svc.send_group_msg", fmt.Sprintf(
		`{"GroupId":%q,"From_Account":%q,"Random":%d,"ClientSeq":%d,"MsgPriority":"Normal","MsgClientTime":1760000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`,
		c.id, c.there[0].user, c.sent, c.sent, filler))
}

func (c *community) login(n int) error {
	m, err := dial(c.s, fmt.Sprintf("u%d", membersThere+n), 7)
	if err != nil {
		return err
	}
	m.close()
	return nil
}
