package memory

// What a turn costs beside its text, and a picture: both as large as with common models.
const (
	perTurn  = 4
	perImage = 1000
)

// Tokens estimates how many tokens a text takes, without any model's vocabulary: a token
// for three bytes of ASCII, and one for each other character. English and program code are
// thereby counted a quarter too high, Chinese and Japanese about right, scripts such as
// Russian or Arabic up to twice too high; a context is rather a bit short than refused.
func Tokens(text string) int {
	ascii, others := 0, 0
	for _, r := range text {
		if r < 0x80 {
			ascii++
		} else {
			others++
		}
	}
	return (ascii+2)/3 + others
}

// Tokens estimates how many tokens a turn takes.
func (t Turn) Tokens() int { return perTurn + Tokens(t.Text) + perImage*len(t.Images) }
