/**
 * Files in and out: Arrow event streams, NumPy arrays, safetensors, and writing aside with a rename. What lives here
 * copies between files and the plain arrays of the packages below; nothing here computes. May use {@code base}, {@code
 * event} and, inside a method, Arrow and fastutil; an Arrow type appears in a public signature only where a service
 * hands its own reader or root in.
 */
@NullMarked
package io.tgl.core.io;

import org.jspecify.annotations.NullMarked;
