// Command serve runs the test model on a port of its own.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/teahouse-chat/teahouse/test/model"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	pause := flag.Duration("pause", 80*time.Millisecond, "how long a token takes")
	flag.Parse()
	l, err := net.Listen("tcp", *listen)
	if err == nil {
		fmt.Printf("test model: http://%s/v1\n", l.Addr())
		err = http.Serve(l, &model.Server{Pause: *pause})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
