package bot

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
)

// content has the fields of all elements that are put into words.
type content struct {
	Text      string
	Data      string
	Desc      string
	FileName  string
	FileSize  int64
	Second    int
	VideoSec  int `json:"VideoSecond"`
	Latitude  float64
	Longitude float64
	Title     string
	Images    []image `json:"ImageInfoArray"`
}

type image struct {
	Type   int // 1: as it was sent, 2: small, 3: middling
	Width  int
	Height int
	URL    string
}

// words say what a model is told of an element. What it cannot be shown is described in
// brackets.
var words = map[string]func(c *content) string{
	wire.Text:   func(c *content) string { return c.Text },
	wire.Face:   func(c *content) string { return bracket("emoticon", c.Data) },
	wire.Custom: func(c *content) string { return described(c.Desc) },
	wire.Location: func(c *content) string {
		return bracket("location", fmt.Sprintf("%s %.5f, %.5f", c.Desc, c.Latitude, c.Longitude))
	},
	wire.Image: func(c *content) string { return bracket("picture", c.size()) },
	wire.Sound: func(c *content) string { return bracket("voice message", seconds(c.Second)) },
	wire.Video: func(c *content) string { return bracket("video", seconds(c.VideoSec)) },
	wire.File:  func(c *content) string { return bracket("file", fmt.Sprintf("%s, %d bytes", c.FileName, c.FileSize)) },
	wire.Relay: func(c *content) string { return bracket("forwarded messages", c.Title) },
}

// read puts a message into words. With vision, pictures are addresses and not
// described.
func read(body []wire.Element, vision bool) (text string, images []string) {
	var parts []string
	for _, e := range body {
		var c content
		say := words[e.MsgType]
		if say == nil || json.Unmarshal(e.MsgContent, &c) != nil {
			continue
		}
		if address := c.picture(); vision && e.MsgType == wire.Image && address != "" {
			images = append(images, address)
			continue
		}
		if part := strings.TrimSpace(say(&c)); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n"), images
}

// picture returns the address of the picture that suits a model: the middling one if
// there is one.
func (c *content) picture() (address string) {
	for _, i := range c.Images {
		if i.URL != "" && !strings.ContainsAny(i.URL, "\n\r") && (address == "" || i.Type == 3) {
			address = i.URL
		}
	}
	return address
}

func (c *content) size() string {
	for _, i := range c.Images {
		if i.Type == 1 && i.Width > 0 {
			return fmt.Sprintf("%d×%d", i.Width, i.Height)
		}
	}
	return ""
}

func bracket(what, more string) string { return "[" + strings.TrimSpace(what+" "+more) + "]" }

func described(text string) string {
	if text == "" {
		return ""
	}
	return bracket("message of the app:", text)
}

func seconds(n int) string { return fmt.Sprintf("of %d seconds", n) }
