package roomtest_test

import (
	"pgregory.net/rapid"
)

// login connects a device that was never there, or had logged out.
func (m *model) login(d *device) {
	platform := 7
	if d.label == "phone" {
		platform = 2
	}
	d.c, d.on, d.due = m.w.LoginOn(d.name, platform), true, nil
}

func (m *model) pickDevice(t *rapid.T, on bool) *device {
	var all []*device
	for _, d := range m.devices {
		if d.on == on {
			all = append(all, d)
		}
	}
	return pick(t, "device", all)
}

// connect logs a device in, or brings one back whose socket was cut.
func connect(m *model, t *rapid.T) *step {
	d := m.pickDevice(t, false)
	s := &step{who: actor{d.name, d}, story: "logs in", act: func() { m.login(d) }}
	if d.cut {
		s.story, s.act = "is back", func() {
			d.c.Resume()
			d.on, d.cut, d.due = true, false, nil
		}
	}
	return s
}

// disconnect logs a device out, which takes it out of live groups, or cuts its
// socket, which does not.
func disconnect(m *model, t *rapid.T) *step {
	d := m.pickDevice(t, true)
	if rapid.Bool().Draw(t, "cut") {
		return &step{who: actor{d.name, d}, story: "is cut", act: func() {
			d.c.Cut()
			d.on, d.cut = false, true
		}}
	}
	return &step{who: actor{d.name, d}, story: "logs out", act: func() {
		d.c.Logout()
		d.on = false
		for _, g := range m.groups {
			m.exit(g, d)
		}
	}}
}

// restart starts the server anew, and brings back all devices that were connected.
// The others are no longer in live groups.
func (m *model) restart() {
	m.story = append(m.story, "the server is restarted")
	m.w.Restart()
	for _, d := range m.devices {
		if d.on {
			d.c.Resume()
			continue
		}
		for _, g := range m.groups {
			delete(g.inside, d)
		}
	}
}
