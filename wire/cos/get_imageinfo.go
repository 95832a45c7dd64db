package cos

import "github.com/teahouse-chat/teahouse/wire"

// GetImageInfo tells of the pictures of an uploaded image.
var GetImageInfo = wire.DefineClient[GetImageInfoRequest, GetImageInfoResponse]("im_cos_msg.get_imageinfo")

// GetImageInfoRequest has the image's download URL.
type GetImageInfoRequest struct {
	URL string `json:"str_image_url"`
}

// Validate checks the form.
func (r *GetImageInfoRequest) Validate() error {
	if r.URL == "" {
		return ErrParameter.With("str_image_url is missing")
	}
	return nil
}

// GetImageInfoResponse has the three pictures, smallest first.
type GetImageInfoResponse struct {
	Images []ImageInfo `json:"rpt_msg_image_info"`
}
