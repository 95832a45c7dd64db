package cos

import "github.com/teahouse-chat/teahouse/wire"

// VideoCover asks for a picture that stands for a video. The server has no decoder
// of videos: the picture is a neutral one.
var VideoCover = wire.DefineClient[VideoCoverRequest, VideoCoverResponse]("im_cos_msg.video_cover")

// VideoCoverRequest has the snapshot_url that the upload's answer had.
type VideoCoverRequest struct {
	Version     int    `json:"version"`
	Platform    int    `json:"platform"`
	CoverName   string `json:"cover_name"`
	SnapshotURL string `json:"snapshot_url"`
}

// Validate checks the form.
func (r *VideoCoverRequest) Validate() error {
	if r.SnapshotURL == "" {
		return ErrParameter.With("snapshot_url is missing")
	}
	return nil
}

// VideoCoverResponse has the picture's address.
type VideoCoverResponse struct {
	Code        int    `json:"error_code"`
	Message     string `json:"error_msg"`
	DownloadURL string `json:"download_url"`
}
