//go:build linux

package main

import (
	"fmt"
	"strings"
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
	all, err := enterAll(s, "g", "", groupsOf*membersOf)
	if err != nil {
		return err
	}
	c, err := newClosedLoop()
	if err != nil {
		return err
	}
	defer c.close()
	for g := range groupsOf {
		if err := makeGroup(s, g); err != nil {
			return err
		}
		if err := addGroup(c, g, all[g*membersOf:][:membersOf]); err != nil {
			return err
		}
	}
	if err := c.readFor(time.Second); err != nil { // the tips of joining are through
		return err
	}
	return b.closed(fmt.Sprintf("%d groups of %d", groupsOf, membersOf), "messages, synced and shown to all", s, c)
}

// addGroup adds the members of a group, of whom the first ones write.
func addGroup(c *closedLoop, g int, members []*member) (err error) {
	const writers = 5
	first := g * writers
	for n, m := range members {
		if n < writers {
			err = c.addSpeaker(m, first, writers, speaker{index: first + n, hearers: membersOf - 1},
				"group_open_http_svc.send_group_msg", groupBody(g, m.user, firstNumber))
		} else {
			_, err = c.add(m, first, writers)
		}
		if err != nil {
			return err
		}
	}
	return nil
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

func groupBody(g int, user string, n int) string {
	return fmt.Sprintf(`{"GroupId":"load%d","From_Account":%q,"Random":%d,"ClientSeq":%d,"MsgPriority":"Normal","MsgClientTime":1760000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`,
		g, user, n*7, n, marked(uint32(n), len(filler)))
}
