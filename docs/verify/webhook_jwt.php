<?php
use Firebase\JWT\JWK; // composer require firebase/php-jwt
use Firebase\JWT\JWT;

require (getenv('COMPOSER_AUTOLOAD') ?: 'vendor/autoload.php');

// The claims of the header Webhook-JWT. $jwks: the decoded JWKS; $body: the raw bytes. Throws for whatever is not authentic.
function verify(array $jwks, string $token, string $body, string $issuer, string $audience): stdClass
{
    JWT::$leeway = 30;
    $onCurve = array_filter($jwks['keys'], fn (array $key): bool => ($key['crv'] ?? '') === 'P-256');
    $keys = JWK::parseKeySet(['keys' => $onCurve], 'ES256'); // so that nothing but ES256 is taken
    $header = new stdClass();
    $claims = JWT::decode($token, $keys, $header);
    $isForUs = ($claims->iss ?? '') === $issuer && ($claims->aud ?? '') === $audience && ($claims->htm ?? '') === 'POST';
    $isWhole = isset($claims->iat, $claims->exp, $claims->jti) && ($header->typ ?? '') === 'webhook+jwt';
    if (!$isForUs || !$isWhole || !hash_equals(hash('sha256', $body), $claims->request_body_sha256 ?? '')) {
        throw new UnexpectedValueException('made for another request or receiver');
    }
    return $claims;
}

// How the tests run it; in a server, call verify.
try {
    $jwks = json_decode(file_get_contents(getenv('JWKS_FILE')), true);
    verify($jwks, getenv('WEBHOOK_JWT'), file_get_contents('php://stdin'), getenv('ISSUER'), getenv('AUDIENCE'));
    echo "verified\n";
} catch (Exception $refused) {
    echo "refused\n";
}
