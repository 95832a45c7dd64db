package extra

import hook "github.com/teahouse-chat/teahouse/wire/webhook"

// Extensions are the changed pairs as webhooks show them.
func (p *Pairs) Extensions() []hook.Extension {
	all := make([]hook.Extension, len(p.Pairs))
	for i, x := range p.Pairs {
		all[i] = hook.Extension{Key: x.Key, Value: x.Value, Seq: x.Seq}
	}
	return all
}
