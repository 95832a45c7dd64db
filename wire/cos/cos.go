// Package cos is the vocabulary of uploads: where clients put the files of their
// messages, and where they get them. The service words are im_cos_msg and
// im_cos_sign_svr; the field names are those of the protocol.
package cos

import "github.com/teahouse-chat/teahouse/wire"

// Kinds of files (file_type).
const (
	Image = 1
	Video = 2
	Sound = 3
	File  = 255
)

// Values of upload_method.
const (
	Put  = 0 // the raw file by PUT
	Post = 1 // a form by POST
)

// MaxObjects is how many files a SimpleSig may name.
const MaxObjects = 10

// Errors of uploads.
var (
	ErrParameter = wire.NewError(114001, "bad parameter")
	ErrDenied    = wire.NewError(114002, "not allowed")
	ErrQuota     = wire.NewError(114003, "the account's files take as much room as they may")
	ErrNoFile    = wire.NewError(114004, "no such file")
)

func checkKind(kind int) error {
	switch kind {
	case Image, Video, Sound, File:
		return nil
	}
	return ErrParameter.With("file_type is 1, 2, 3 or 255")
}

func checkMethod(method int) error {
	if method != Put && method != Post {
		return ErrParameter.With("upload_method is 0 or 1")
	}
	return nil
}

// Kinds of pictures that GetImageInfo tells of.
const (
	Thumb    = 1 // the short side has at most 198 pixels
	Large    = 2 // the short side has at most 720 pixels
	Original = 3
)

// ImageInfo is one picture of an image.
type ImageInfo struct {
	Type   int    `json:"uint32_image_type"` // Thumb, Large or Original
	URL    string `json:"str_url"`
	Width  int    `json:"uint32_width"`
	Height int    `json:"uint32_height"`
	Format string `json:"str_image_format"` // jpeg, png, ...
}
