// Command serve runs the test model on a port of its own.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/teahouse-chat/teahouse/test/model"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	pause := flag.Duration("pause", 80*time.Millisecond, "how long a token takes")
	flag.Parse()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	go func() { <-ended; os.Exit(0) }()
	l, err := net.Listen("tcp", *listen)
	if err == nil {
		fmt.Printf("test model: http://%s/v1\n", l.Addr())
		m := &model.Server{}
		m.Pause(*pause)
		err = http.Serve(l, m)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
