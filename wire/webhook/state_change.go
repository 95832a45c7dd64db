package webhook

// StateChange tells that a user's client logged in, logged out or went away.
var StateChange = after[StateChangeBody]("State.StateChange")

// StateChangeBody is the body of State.StateChange.
type StateChangeBody struct {
	Head
	Info StateInfo `json:"Info"`
	// KickedDevice are the devices that this login kicked.
	KickedDevice []Device `json:"KickedDevice,omitempty"`
}

// StateInfo says whose state it is. Action and Reason are Login Register; Logout
// Unregister; Disconnect LinkClose or TimeOut. A custom status that a user set comes as
// Login Register with CustomStatus (unverified).
type StateInfo struct {
	Action       string  `json:"Action"`
	To           string  `json:"To_Account"`
	Reason       string  `json:"Reason"`
	CustomStatus *string `json:"CustomStatus,omitempty"`
}

// Device is a kind of device: Web, Android, iOS, Windows, Mac, iPad.
type Device struct {
	Platform string `json:"Platform"`
}
