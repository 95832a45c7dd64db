package webhook

// AlertRequestOverLimit tells, at most once in ten seconds for each command, that an App admin calls it more often than it
// may.
var AlertRequestOverLimit = after[AlertRequestOverLimitBody]("Alert.RequestOverLimit")

// AlertRequestOverLimitBody is the body of Alert.RequestOverLimit.
type AlertRequestOverLimitBody struct {
	Head
	ServiceName string `json:"ServiceName"`
	Command     string `json:"Command"`
	Request     int    `json:"Request"` // calls in the second that was over
	Limit       int    `json:"Limit"`
}
