package webhook

import "github.com/teahouse-chat/teahouse/server/internal/api"

// Origin is where what caused an event came from, as the query has it: empty where
// nobody caused it.
type Origin struct {
	IP       string `json:"ip,omitempty"`
	Platform string `json:"platform,omitempty"`
}

// platforms are the OptPlatform of clients' platform numbers. Mini programs run the
// web SDK.
var platforms = map[int]string{2: "Android", 3: "iOS", 4: "Mac", 7: "Web", 8: "Web", 9: "Web", 10: "Web", 11: "Web",
	12: "Web", 13: "iPad", 15: "Android", 19: "Web", 20: "Android", 21: "Android"}

// Platform returns the OptPlatform of a client's platform number.
func Platform(number int) string {
	if name, ok := platforms[number]; ok {
		return name
	}
	return "Unknown"
}

// By returns the origin of what a caller does.
func By(c *api.Caller) Origin {
	o := Origin{Platform: "RESTAPI"}
	if c.Door == api.WebSocket {
		o.Platform = Platform(c.Head.Platform)
	}
	if c.Head.IP.IsValid() {
		o.IP = c.Head.IP.String()
	}
	return o
}
