<?php
// $body: the raw bytes (file_get_contents('php://input')). True when the secret signed it within the last five minutes.
function verify(string $secret, string $id, string $timestamp, string $signature, string $body, ?int $now = null): bool
{
    if (str_contains($id, '.') || preg_match('/\A[0-9]{1,15}\z/', $timestamp) !== 1 || abs(($now ?? time()) - (int) $timestamp) > 300) {
        return false;
    }
    $key = base64_decode(substr($secret, strlen('whsec_')), true);
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $signature) as $part) {
        if (hash_equals($expected, $part)) {
            return true;
        }
    }
    return false;
}

// How the tests run it; in a server, call verify.
$given = fn (string $name): string => getenv($name) ?: '';
$now = getenv('NOW') === false ? null : (int) getenv('NOW');
$ok = verify($given('WEBHOOK_SECRET'), $given('WEBHOOK_ID'), $given('WEBHOOK_TIMESTAMP'), $given('WEBHOOK_SIGNATURE'), file_get_contents('php://stdin'), $now);
echo $ok ? "verified\n" : "refused\n";
