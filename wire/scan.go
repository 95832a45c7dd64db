package wire

import "bytes"

// What follows walks through JSON that a decoder has found to be well-formed, without
// decoding it again. It knows the forms in which clients and servers write it; of
// everything else (names with escapes) it says that it does not, and the caller decodes.

// skipSpace returns the index of the next byte that is no white space.
func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skipString returns the index behind a string that begins at i, -1 if it does not end.
func skipString(b []byte, i int) int {
	for i++; i < len(b); {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return -1
		}
		end := i + n
		slash := end
		for slash > i && b[slash-1] == '\\' {
			slash--
		}
		i = end + 1
		if (end-slash)%2 == 0 {
			return i
		}
	}
	return -1
}

// skipValue returns the index behind the value that begins at i, -1 if it does not end.
func skipValue(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	if b[i] == '"' {
		return skipString(b, i)
	}
	if b[i] != '{' && b[i] != '[' {
		for begin := i; ; i++ {
			if i == len(b) || bytes.IndexByte(ends, b[i]) >= 0 {
				if i == begin {
					return -1
				}
				return i
			}
		}
	}
	for depth := 0; i < len(b); {
		switch b[i] {
		case '"':
			if i = skipString(b, i); i < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return -1
}

var ends = []byte(" \n\t\r,]}") // what may follow a number or a word

// EachMember calls f for the members of an object in their order, and reports whether it
// got through: not if f returns false, if b is no object, or if a name has an escape.
// Values are found by their ends and may be malformed where b is.
func EachMember(b []byte, f func(name, value []byte) bool) bool { return each(b, '{', '}', f) }

// eachEntry is EachMember for the entries of an array.
func eachEntry(b []byte, f func(entry []byte) bool) bool {
	return each(b, '[', ']', func(_, entry []byte) bool { return f(entry) })
}

func each(b []byte, open, end byte, f func(name, value []byte) bool) bool {
	i := skipSpace(b, 0)
	if i >= len(b) || b[i] != open {
		return false
	}
	if i = skipSpace(b, i+1); i < len(b) && b[i] == end {
		return skipSpace(b, i+1) == len(b)
	}
	for {
		var name []byte
		if open == '{' {
			if name, i = memberName(b, i); i < 0 {
				return false
			}
		}
		behind := skipValue(b, i)
		if behind < 0 || !f(name, b[i:behind:behind]) {
			return false
		}
		more, ok := next(b, behind, end)
		if !more {
			return ok
		}
		i = skipSpace(b, skipSpace(b, behind)+1)
	}
}

// memberName returns the name that begins at i and the index of its value, -1 if there is
// none, or one with escapes.
func memberName(b []byte, i int) (name []byte, value int) {
	if i >= len(b) || b[i] != '"' {
		return nil, -1
	}
	behind := skipString(b, i)
	if behind < 0 || bytes.IndexByte(b[i:behind], '\\') >= 0 {
		return nil, -1
	}
	colon := skipSpace(b, behind)
	if colon >= len(b) || b[colon] != ':' {
		return nil, -1
	}
	return b[i+1 : behind-1], skipSpace(b, colon+1)
}

// next tells whether a comma follows at i; if not, whether the end of all does.
func next(b []byte, i int, end byte) (more, ok bool) {
	i = skipSpace(b, i)
	switch {
	case i >= len(b):
		return false, false
	case b[i] == ',':
		return true, true
	}
	return false, b[i] == end && skipSpace(b, i+1) == len(b)
}

// appendCompact appends a value without the white space around its parts. Strings stay
// as they are.
func appendCompact(dst, value []byte) []byte {
	for i := 0; i < len(value); {
		begin := i
		for i < len(value) && value[i] != '"' && value[i] > ' ' {
			i++
		}
		if i < len(value) && value[i] == '"' {
			if i = skipString(value, i); i < 0 {
				i = len(value)
			}
		}
		dst = append(dst, value[begin:i]...)
		i = skipSpace(value, i)
	}
	return dst
}
