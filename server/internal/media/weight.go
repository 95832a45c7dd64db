package media

import (
	"bytes"
	"encoding/binary"
	"io"
)

// heaviest bounds the memory that decoding an image takes.
const heaviest = 256 << 20

// headRead is how much of an image is read to find out what decoding it takes.
const headRead = 1 << 20

// tooHeavy tells whether decoding an image takes more memory than it may: a JPEG that
// is shown in several passes holds all its coefficients, and a file of a few bytes can
// say that it is one. It leaves r at its beginning.
func (f *File) tooHeavy(r io.ReadSeeker) (bool, error) {
	if f.Type != "image/jpeg" {
		return false, nil
	}
	var head bytes.Buffer
	if _, err := io.Copy(&head, io.LimitReader(r, headRead)); err != nil {
		return false, err
	}
	_, err := r.Seek(0, io.SeekStart)
	return f.Width*f.Height > heaviest/jpegWeight(head.Bytes()), err
}

// worstWeight is that of a JPEG of four components in several passes.
const worstWeight = 4 * (1 + 4)

// jpegWeight returns how many bytes decoding a JPEG takes for a pixel, at most. What
// it does not understand weighs most.
func jpegWeight(start []byte) int {
	for rest := start[min(2, len(start)):]; len(rest) >= 4 && rest[0] == 0xff; {
		size := int(binary.BigEndian.Uint16(rest[2:])) + 2
		if size < 4 || size > len(rest) {
			break
		}
		switch mark := rest[1]; {
		case mark == 0xc0 || mark == 0xc1:
			return 4
		case mark == 0xc2:
			return progressiveWeight(rest[4:size])
		case mark >= 0xe0 && mark <= 0xef, mark == 0xc4, mark == 0xdb, mark == 0xdd, mark == 0xfe: // tables and texts
			rest = rest[size:]
		default:
			return worstWeight
		}
	}
	return worstWeight
}

// progressiveWeight reads the components of a frame: each has a byte and four of a
// coefficient for each of its samples.
func progressiveWeight(frame []byte) int {
	if len(frame) < 6 || len(frame) < 6+3*int(frame[5]) {
		return worstWeight
	}
	samples, most := 0, 0
	for i := range int(frame[5]) {
		hv := frame[6+3*i+1]
		n := int(hv>>4) * int(hv&15)
		samples, most = samples+n, max(most, n)
	}
	if most == 0 {
		return worstWeight
	}
	return min((samples*5+most-1)/most, worstWeight)
}
