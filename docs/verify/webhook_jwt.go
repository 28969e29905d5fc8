package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"
	"time"
)

var (
	encoding = base64.RawURLEncoding.Strict()
	refused  = errors.New("not authentic")
)

type claims struct {
	Iss, Aud, Jti, Htm string
	Iat, Exp           int64
	BodySha256         string `json:"request_body_sha256"`
}

// verify gives the claims of the header Webhook-JWT, when a key of the JWKS has signed them with ES256 for this receiver and this body.
func verify(jwks []byte, token string, body []byte, issuer, audience string) (*claims, error) {
	parts := strings.Split(token, ".")
	var header struct{ Alg, Kid, Typ string }
	if len(parts) != 3 || read(parts[0], &header) != nil || header.Alg != "ES256" || header.Typ != "webhook+jwt" {
		return nil, refused
	}
	key := find(jwks, header.Kid)
	signature, err := encoding.DecodeString(parts[2])
	if key == nil || err != nil || len(signature) != 64 {
		return nil, refused
	}
	signed := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	var told claims
	if !ecdsa.Verify(key, signed[:], r, s) || read(parts[1], &told) != nil {
		return nil, refused
	}
	now, hash := time.Now().Unix(), sha256.Sum256(body)
	isForUs := told.Iss == issuer && told.Aud == audience && told.Jti != "" && told.Htm == "POST"
	isFresh := now-330 <= told.Iat && told.Iat <= now+30 && now-30 <= told.Exp
	isSame := subtle.ConstantTimeCompare([]byte(told.BodySha256), []byte(hex.EncodeToString(hash[:]))) == 1
	if !isForUs || !isFresh || !isSame {
		return nil, refused
	}
	return &told, nil
}

func read(part string, into any) error {
	bytes, err := encoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(bytes, into)
}

func find(jwks []byte, kid string) *ecdsa.PublicKey {
	var set struct {
		Keys []struct{ Kid, Crv, X, Y string }
	}
	if json.Unmarshal(jwks, &set) != nil {
		return nil
	}
	for _, key := range set.Keys {
		x, xErr := encoding.DecodeString(key.X)
		y, yErr := encoding.DecodeString(key.Y)
		if key.Kid == kid && key.Crv == "P-256" && xErr == nil && yErr == nil {
			return &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y)}
		}
	}
	return nil
}

// How the tests run it; in a server, call verify.
func main() {
	body, _ := io.ReadAll(os.Stdin)
	jwks, _ := os.ReadFile(os.Getenv("JWKS_FILE"))
	if _, err := verify(jwks, os.Getenv("WEBHOOK_JWT"), body, os.Getenv("ISSUER"), os.Getenv("AUDIENCE")); err != nil {
		fmt.Println("refused")
	} else {
		fmt.Println("verified")
	}
}
