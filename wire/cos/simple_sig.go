package cos

import "github.com/teahouse-chat/teahouse/wire"

// SimpleSig asks where to upload files, as clients do that are given a proxy for
// files. The frame carries a UserSig, not the ticket of the session.
var SimpleSig = wire.DefineClient[SimpleSigRequest, SimpleSigResponse]("im_cos_msg.simple_sig")

// SimpleSigRequest describes at most MaxObjects files.
type SimpleSigRequest struct {
	UploadMethod int            `json:"uint32_upload_method"` // Put or Post
	Platform     int            `json:"uint32_platform"`
	App          uint32         `json:"uint32_sdkappid"`
	User         string         `json:"str_user_id"`
	Scene        int            `json:"uint32_scene"` // 1 one-to-one, 2 group
	Objects      []UploadObject `json:"rpt_upload_object"`
}

// UploadObject is a file to upload; ID is the caller's name for it.
type UploadObject struct {
	ID       int    `json:"uint32_file_id"`
	FileType int    `json:"uint32_file_type"` // Image, Video, Sound or File
	FileName string `json:"str_file_name"`
}

// Validate checks the form.
func (r *SimpleSigRequest) Validate() error {
	if len(r.Objects) == 0 || len(r.Objects) > MaxObjects {
		return ErrParameter.With("rpt_upload_object holds 1 to %d files", MaxObjects)
	}
	for _, o := range r.Objects {
		if err := checkKind(o.FileType); err != nil {
			return err
		}
	}
	return checkMethod(r.UploadMethod)
}

// SimpleSigResponse has signed addresses that expire, one entry per file.
type SimpleSigResponse struct {
	FinalIP string      `json:"str_final_ip"` // always empty: there are no addresses besides the URLs'
	PreSigs []SimplePre `json:"rpt_pre_sig"`
}

// SimplePre is where one file goes. ExistFlag 0: it is to be uploaded.
type SimplePre struct {
	ID          int    `json:"uint32_file_id"`
	ExistFlag   int    `json:"uint32_exist_flag"`
	UploadURL   string `json:"str_upload_url"`
	DownloadURL string `json:"str_download_url"`
	FileKey     string `json:"str_file_key"`
	SnapshotURL string `json:"str_snapshot_url,omitempty"`
}
