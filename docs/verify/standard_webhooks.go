package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var seconds = regexp.MustCompile(`^[0-9]{1,15}$`)

// verify says whether the secret signed the raw bytes of the body within the last five minutes.
func verify(secret, id, timestamp, signature string, body []byte, now int64) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || strings.Contains(id, ".") || !seconds.MatchString(timestamp) {
		return false
	}
	signed, _ := strconv.ParseInt(timestamp, 10, 64)
	if now-signed > 300 || signed-now > 300 {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, part := range strings.Split(signature, " ") {
		if hmac.Equal([]byte(part), []byte(expected)) {
			return true
		}
	}
	return false
}

// How the tests run it; in a server, call verify.
func main() {
	body, _ := io.ReadAll(os.Stdin)
	now, err := strconv.ParseInt(os.Getenv("NOW"), 10, 64)
	if err != nil {
		now = time.Now().Unix()
	}
	id, timestamp, signature := os.Getenv("WEBHOOK_ID"), os.Getenv("WEBHOOK_TIMESTAMP"), os.Getenv("WEBHOOK_SIGNATURE")
	if verify(os.Getenv("WEBHOOK_SECRET"), id, timestamp, signature, body, now) {
		fmt.Println("verified")
	} else {
		fmt.Println("refused")
	}
}
