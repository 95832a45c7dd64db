package media

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // formats that are read
	"image/jpeg"
	"image/png"
	"io"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"github.com/teahouse-chat/teahouse/server/internal/blob"
)

// Bounds of the images that are decoded: a pixel of a JPEG takes up to three bytes of
// memory, of others up to eight. Of larger ones there are no smaller pictures.
const (
	maxJPEG   = 50_000_000 // pixels
	maxPixels = 25_000_000
)

// measure returns the width and height of an image as it is shown, and its EXIF
// orientation; zeros if it is none that can be read.
func measure(r io.Reader) (width, height, turn int) {
	var start bytes.Buffer
	c, format, err := image.DecodeConfig(io.TeeReader(io.LimitReader(r, 1<<20), &start))
	if err != nil {
		return 0, 0, 0
	}
	turn = 1
	if format == "jpeg" {
		turn = orientation(start.Bytes())
	}
	if turn >= 5 {
		return c.Height, c.Width, turn
	}
	return c.Width, c.Height, turn
}

// fit returns the size of a picture whose short side has at most short pixels.
func fit(width, height, short int) (int, int) {
	if min(width, height) <= short {
		return width, height
	}
	if width >= height {
		return (width*short + height - 1) / height, short
	}
	return short, (height*short + width - 1) / width
}

func (f *File) pictureName(short int) string { return fmt.Sprintf("%s.%d", f.blobName(), short) }

// scalable tells whether there is a smaller picture than the file. A GIF stays as it
// is, because it moves.
func (f *File) scalable(short int) bool {
	most := maxPixels
	switch f.Type {
	case "image/gif":
		return false
	case "image/jpeg":
		most = maxJPEG
	}
	return f.Width > 0 && f.Height > 0 && min(f.Width, f.Height) > short && f.Width <= most/f.Height
}

// picture opens a smaller picture of an image, which is made when it is first asked
// for; nil if there is none.
func (s *Service) picture(ctx context.Context, f *File, short int) (*Content, error) {
	if !f.scalable(short) {
		return nil, nil
	}
	b, err := s.blobs.Open(ctx, f.pictureName(short))
	if errors.Is(err, blob.ErrNotFound) {
		if err = s.scale(ctx, f, short); err == nil {
			b, err = s.blobs.Open(ctx, f.pictureName(short))
		}
	}
	if errors.Is(err, errNotImage) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	start := make([]byte, 16)
	n, _ := io.ReadFull(b, start)
	if _, err := b.Seek(0, io.SeekStart); err != nil {
		b.Close()
		return nil, err
	}
	return &Content{Blob: b, Name: f.Name, Type: typeOf(start[:n], ""), Inline: true, Tag: fmt.Sprintf("%s.%d", f.ID, short)}, nil
}

var errNotImage = errors.New("media: not an image that can be decoded")

// scale makes a smaller picture and stores it. Few are made at a time.
func (s *Service) scale(ctx context.Context, f *File, short int) error {
	select {
	case s.scaling <- struct{}{}:
		defer func() { <-s.scaling }()
	case <-ctx.Done():
		return ctx.Err()
	}
	b, err := s.blobs.Open(ctx, f.blobName())
	if err != nil {
		return err
	}
	defer b.Close()
	if heavy, err := f.tooHeavy(b); err != nil || heavy {
		return cmp.Or(err, errNotImage)
	}
	src, _, err := image.Decode(b)
	if err != nil {
		return errNotImage
	}
	width, height := fit(f.Width, f.Height, short)
	if f.Turn >= 5 {
		width, height = height, width
	}
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.BiLinear.Scale(small, small.Bounds(), src, src.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if picture := turned(small, f.Turn); opaqueImage(src) {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 85})
	} else {
		err = png.Encode(&out, picture)
	}
	if err != nil {
		return err
	}
	_, err = s.blobs.Put(ctx, f.pictureName(short), &out)
	if errors.Is(err, blob.ErrExists) { // somebody else made it meanwhile
		err = nil
	}
	return err
}

func opaqueImage(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
