package cos

import "github.com/teahouse-chat/teahouse/wire"

// PreSig asks where to upload a file. The frame carries a UserSig, not the ticket of
// the session.
var PreSig = wire.DefineClient[PreSigRequest, PreSigResponse]("im_cos_msg.pre_sig")

// PreSigRequest describes the file.
type PreSigRequest struct {
	FileType     int    `json:"file_type"` // Image, Video, Sound or File
	FileName     string `json:"file_name"`
	UploadMethod int    `json:"upload_method"`      // Put or Post
	Duration     int    `json:"Duration,omitempty"` // for how many seconds the upload is wanted, at most 900
}

// Validate checks the form.
func (r *PreSigRequest) Validate() error {
	if err := checkMethod(r.UploadMethod); err != nil {
		return err
	}
	return checkKind(r.FileType)
}

// PreSigResponse has signed addresses that expire. thumb_url and large_url are
// smaller pictures of an image, snapshot_url is what VideoCover wants.
type PreSigResponse struct {
	UploadURL   string `json:"upload_url"`
	DownloadURL string `json:"download_url"`
	ThumbURL    string `json:"thumb_url,omitempty"`
	LargeURL    string `json:"large_url,omitempty"`
	SnapshotURL string `json:"snapshot_url,omitempty"`
	RequestID   string `json:"request_id"`
	ExpiredTime int64  `json:"expired_time"` // of the upload, seconds
}
