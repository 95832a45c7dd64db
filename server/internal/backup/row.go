package backup

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Values of rows: a byte for the type, then a number as a varint, or a length and
// bytes.
const (
	valueNull  = 'n'
	valueInt   = 'i'
	valueText  = 's'
	valueBytes = 'b'
	valueTrue  = '+'
	valueFalse = '-'
)

func appendRow(b []byte, values []any) ([]byte, error) {
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			b = append(b, valueNull)
		case int64:
			b = binary.AppendVarint(append(b, valueInt), v)
		case string:
			b = append(binary.AppendUvarint(append(b, valueText), uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(append(b, valueBytes), uint64(len(v))), v...)
		case bool:
			kind := byte(valueFalse)
			if v {
				kind = valueTrue
			}
			b = append(b, kind)
		default:
			return nil, fmt.Errorf("backup: a value of type %T", v)
		}
	}
	return b, nil
}

var errRow = errors.New("bad row")

func readRow(b []byte) (values []any, err error) {
	values = []any{}
	for len(b) > 0 {
		kind := b[0]
		b = b[1:]
		switch kind {
		case valueNull:
			values = append(values, nil)
		case valueTrue, valueFalse:
			values = append(values, kind == valueTrue)
		case valueInt:
			v, n := binary.Varint(b)
			if n <= 0 {
				return nil, errRow
			}
			values, b = append(values, v), b[n:]
		case valueText, valueBytes:
			size, n := binary.Uvarint(b)
			if n <= 0 || size > uint64(len(b)-n) {
				return nil, errRow
			}
			raw := b[n : n+int(size)]
			b = b[n+int(size):]
			if kind == valueText {
				values = append(values, string(raw))
			} else {
				values = append(values, append([]byte{}, raw...))
			}
		default:
			return nil, errRow
		}
	}
	return values, nil
}
