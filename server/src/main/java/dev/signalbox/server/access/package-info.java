/// What the server keeps of who may call: API keys.
@NullMarked
package dev.signalbox.server.access;

import org.jspecify.annotations.NullMarked;
