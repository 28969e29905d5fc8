//go:build tools

// Package tools pins the Temporal CLI (server, UI and CLI in one binary) that the embedded mode runs.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
