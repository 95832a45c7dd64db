package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/teahouse-chat/teahouse/wire/group"
)

// Rates are limits of messages a second by type of group or GroupId. 0 is no limit.
type Rates map[string]int

// RateOf returns how many messages a second a group takes: its own limit, else that of
// its type, else the one of all groups. 0 is no limit.
func (s *Settings) RateOf(typ, groupID string) int {
	if n, ok := s.GroupRates[groupID]; ok {
		return n
	}
	if n, ok := s.GroupRates[typ]; ok {
		return n
	}
	return s.GroupRate
}

// parseRates reads a list such as "AVChatRoom=100,@TGS#big=0". The number stands behind the
// last "=", since a GroupId may have one; a comma it cannot have here.
func parseRates(text string) (Rates, error) {
	all := Rates{}
	for _, item := range items(text) {
		at := strings.LastIndexByte(item, '=')
		if at < 1 {
			return nil, fmt.Errorf("%q: want TYPE=N or GROUPID=N", item)
		}
		n, err := strconv.Atoi(item[at+1:])
		if err != nil || n < 0 || n > 1e6 {
			return nil, fmt.Errorf("%q: want a whole number from 0 to 1000000", item)
		}
		if _, twice := all[item[:at]]; twice {
			return nil, fmt.Errorf("%q is given twice", item[:at])
		}
		all[item[:at]] = n
	}
	return all, nil
}

func (r Rates) String() string {
	var all []string
	for name, n := range r {
		all = append(all, name+"="+strconv.Itoa(n))
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

func rates(name, meaning string, field func(*Settings) *Rates) Row {
	return Row{name, meaning, "", func(s *Settings, value string) (err error) {
		*field(s), err = parseRates(value)
		return err
	}, func(s *Settings) string { return field(s).String() }}
}

// parseSizes reads a list such as "Public=200,ChatRoom=500".
func parseSizes(text string) (Rates, error) {
	all, err := parseRates(text)
	if err != nil {
		return nil, err
	}
	types := []string{group.Private, group.Public, group.ChatRoom, group.Community}
	for name, n := range all {
		if !slices.Contains(types, name) {
			return nil, fmt.Errorf("%.100q: types with a bound are %s", name, strings.Join(types, ", "))
		}
		if n == 0 {
			return nil, fmt.Errorf("%q: want a whole number from 1", name)
		}
	}
	return all, nil
}

func sizes(name, meaning string, field func(*Settings) *Rates) Row {
	return Row{name, meaning, "", func(s *Settings, value string) (err error) {
		*field(s), err = parseSizes(value)
		return err
	}, func(s *Settings) string { return field(s).String() }}
}
