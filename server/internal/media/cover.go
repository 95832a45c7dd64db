package media

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"
	"time"
)

// Size of the picture that stands for videos.
const (
	coverWidth  = 640
	coverHeight = 360
)

// coverPicture draws a dark picture with a triangle that says "play". Pictures out
// of videos need a decoder, which the server does not carry.
var coverPicture = sync.OnceValue(func() []byte {
	m := image.NewPaletted(image.Rect(0, 0, coverWidth, coverHeight), color.Palette{color.Gray{0x26}, color.Gray{0xd0}})
	const half = 60 // of the triangle's height
	left, middle := coverWidth/2-half*2/3, coverHeight/2
	for y := middle - half; y <= middle+half; y++ {
		for x := left; x < left+2*(half-abs(y-middle)); x++ {
			m.SetColorIndex(x, y, 1)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		panic(err) // into memory
	}
	return out.Bytes()
})

func abs(n int) int { return max(n, -n) }

func videoPicture() *Content {
	b := &memory{Reader: *bytes.NewReader(coverPicture())}
	return &Content{Blob: b, Name: "cover.png", Type: "image/png", Inline: true, Tag: "cover"}
}

// memory is a blob that is made and not stored.
type memory struct{ bytes.Reader }

func (m *memory) Close() error    { return nil }
func (m *memory) Time() time.Time { return time.Time{} }
