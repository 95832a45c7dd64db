package push

// Tell is what Follow does for those online.
var Tell = (*Service).tell
