/**
 * Results for people and programs: published figures and reference curves as data, figure records (JSON), and the
 * self-contained HTML report. Everything is made from run records alone, so a report can be drawn again later. Running
 * anything is not done here. May use the record package, jte, Jackson and the core library.
 */
@NullMarked
package io.tgl.eval.report;

import org.jspecify.annotations.NullMarked;
