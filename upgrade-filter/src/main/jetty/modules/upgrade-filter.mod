[description]
Upgrades connections of the clear-text connector to TLS (RFC 2817), before a web application is chosen.

[tags]
connector
tls

[depend]
http

[files]
lib/upgrade-filter/

[lib]
lib/upgrade-filter/*.jar

[xml]
etc/upgrade-filter.xml

[ini-template]
## What may be upgraded: a path of the server, "allow" or "ignore", TLS or h2c, and settings; ";" between rules.
## h2c needs from=, as in /* allow h2c from=127.0.0.0/8,::1; read docs/security.md before.
upgradefilter.rules=/* allow TLS

## Keys and certificates (PKCS12 or JKS).
# upgradefilter.keyStore=${jetty.base}/etc/keys.p12

## The password of the store and of every key in it, or a file whose first line it is.
# upgradefilter.keyStorePassword=
# upgradefilter.keyStorePasswordFile=

## Who may have signed clients' certificates.
# upgradefilter.trustStore=
# upgradefilter.trustStorePassword=
# upgradefilter.trustStorePasswordFile=

## Whether clients are asked for a certificate: none, want or need.
# upgradefilter.clientAuth=none

## http/1.1, h2 or both, to take clients that offer it by ALPN; read docs/security.md before.
# upgradefilter.alpn=

## Which hosts get 421 inside TLS: known (those of another certificate) or strict.
# upgradefilter.hostCheck=known

## From the 101 to the end of the handshake.
# upgradefilter.tlsHandshakeTimeoutMs=10000

## Inside TLS and over HTTP/2: a connection without a request; the head of one; content that does not come, or is
## later than at 256 bytes a second; a client that takes nothing of a response.
# upgradefilter.httpIdleTimeoutMs=60000
# upgradefilter.httpHeadTimeoutMs=10000
# upgradefilter.httpContentTimeoutMs=30000
# upgradefilter.httpSendTimeoutMs=60000

## Over HTTP/2: requests under way at a time; bytes of a head's fields; frames that bring nothing.
# upgradefilter.http2MaxConcurrentStreams=100
# upgradefilter.http2MaxFieldsBytes=16384
# upgradefilter.http2MaxOverheadFrames=200

## Upgraded connections at a time; beyond them, requests are served as they are.
# upgradefilter.maxConnections=100000

## Likewise for each client address; 0 for no limit.
# upgradefilter.maxConnectionsPerAddress=0

## How long good-byes are waited for when the connector stops.
# upgradefilter.shutdownTimeoutMs=10000
