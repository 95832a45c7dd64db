package cos

import "github.com/teahouse-chat/teahouse/wire"

// GetCosSig gives addresses that open files for 15 minutes, banned ones too, and says
// what is with each file. A request names up to 100 (unverified).
var GetCosSig = wire.Define[GetCosSigRequest, GetCosSigResponse]("im_cos_msg.get_cos_sig")

// MaxRawURLs is how many files a GetCosSig may name.
const MaxRawURLs = 100

// GetCosSigRequest lists files.
type GetCosSigRequest struct {
	RawURLs []RawURL `json:"RawURLs"`
}

// RawURL is a file and the caller's number for it.
type RawURL struct {
	ResourceID int64  `json:"ResourceID"`
	RawURL     string `json:"RawURL"`
}

// Validate checks the number.
func (r *GetCosSigRequest) Validate() error {
	if len(r.RawURLs) == 0 || len(r.RawURLs) > MaxRawURLs {
		return ErrParameter.With("RawURLs has 1 to %d files", MaxRawURLs)
	}
	return nil
}

// Values of Status.
const (
	Normal  = 0
	Banned  = 1
	Missing = 2 // it expired, or was never there
)

// GetCosSigResponse has an entry for each file, in order.
type GetCosSigResponse struct {
	PreSigURLs []PreSigURL `json:"PreSigURLs"`
}

// PreSigURL is what is with a file. Code is 0, or 114001 for what is no address of a
// file of this server.
type PreSigURL struct {
	ResourceID int64  `json:"ResourceID"`
	Code       int    `json:"Code"`
	Desc       string `json:"Desc"`
	PreSigURL  string `json:"PreSigURL"` // empty if there is no such file
	Status     int    `json:"Status"`    // Normal, Banned or Missing
}
