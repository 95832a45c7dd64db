package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

func TestJPEGWeight(t *testing.T) {
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	frame := func(parts string) string { return "\xff\xd8\xff\xc2\x00\x11\x08\x00\x10\x00\x10\x03" + parts }
	for name, c := range map[string]struct {
		start string
		want  int
	}{
		"in one pass":              {plain.String(), 4},
		"in several":               {frame("\x01\x22\x00\x02\x11\x01\x03\x11\x01"), 8},
		"with all its colours":     {frame("\x01\x11\x00\x02\x11\x01\x03\x11\x01"), 15},
		"cut off":                  {frame("\x01"), worstWeight},
		"without samples":          {frame("\x01\x00\x00\x02\x00\x01\x03\x00\x01"), worstWeight},
		"with bytes between parts": {"\xff\xd8\xff\xff" + plain.String()[2:], worstWeight},
		"empty":                    {"", worstWeight},
	} {
		if got := jpegWeight([]byte(c.start)); got != c.want {
			t.Errorf("a JPEG %s: %d, want %d", name, got, c.want)
		}
	}
}
