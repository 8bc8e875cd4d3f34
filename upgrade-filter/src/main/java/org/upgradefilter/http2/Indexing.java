package org.upgradefilter.http2;

/** What becomes of a field that is not in a table yet (RFC 7541 §6.2). */
enum Indexing {
    /** It is put there, if it looks as if it came again. */
    INCREMENTAL,
    /** It would only push out what does come again. */
    WITHOUT,
    /** It is a secret: nobody shall find out by guesses what is in the table (§7.1.3). */
    NEVER
}
