/** What the tests of all modules share: finding golden files, gradient checks. Not part of the library. */
@NullMarked
package io.tgl.core.testing;

import org.jspecify.annotations.NullMarked;
