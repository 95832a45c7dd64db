package media

import (
	"net/http"
	"path"
	"strings"
)

// opaque is the type of all that a browser is not to show.
const opaque = "application/octet-stream"

// shown are the types that a browser may show: none of them can hold a script. What
// is not here (pages, SVG, PDF, text, archives) is saved.
var shown = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/bmp": true,
	"audio/mpeg": true, "audio/wave": true, "audio/aiff": true, "audio/basic": true, "audio/aac": true,
	"audio/mp4": true, "audio/amr": true, "audio/ogg": true, "audio/webm": true,
	"video/mp4": true, "video/webm": true, "video/ogg": true, "video/quicktime": true, "application/ogg": true,
}

// byName are the types of sounds and videos that their first bytes do not tell.
var byName = map[string]string{
	".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".aac": "audio/aac", ".amr": "audio/amr", ".wav": "audio/wave",
	".ogg": "audio/ogg", ".opus": "audio/ogg", ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm",
}

// typeOf is the type as which a file is served: what its first bytes are, whatever
// its sender says. Only sounds and videos are believed by their name, as a browser
// that is told not to guess plays them and does nothing else.
func typeOf(start []byte, name string) string {
	t, _, _ := strings.Cut(http.DetectContentType(start), ";")
	if t == "video/mp4" && strings.EqualFold(path.Ext(name), ".m4a") {
		return "audio/mp4"
	}
	if shown[t] {
		return t
	}
	if t == opaque {
		if t, ok := byName[strings.ToLower(path.Ext(name))]; ok {
			return t
		}
	}
	return opaque
}
