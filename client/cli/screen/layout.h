// SPDX-License-Identifier: Apache-2.0
// How the screen shares its lines and its columns.
#pragma once

#include <cstddef>

namespace rollcall::cli {

// Widths of the columns of the table. A column whose width is 0 is not shown.
struct Widths {
  size_t node = 0;
  size_t state = 0;
  size_t age = 0;
  size_t name = 0;
  size_t topics = 0;
  size_t description = 0;
};

// Makes each width at least that of the other.
void Widen(Widths& widths, const Widths& other);

// Shares `width` columns of the terminal. NODE, STATE and AGE get what they want, up to a cap. Name, topics and
// description share the rest: none gets more than it wants, and what one does not want is for the others. If there is
// too little for all of them, the description is not shown, and then the topics.
Widths ShareWidth(const Widths& wanted, size_t width);

// Lines of the parts of the screen, from top to bottom; together `height`, if there is a footer.
struct Heights {
  size_t status = 1;
  size_t summary = 0;
  size_t titles = 0;
  size_t rows = 0;
  size_t notes = 0;
  size_t footer = 0;
};

enum class Footer { kShow, kHide };

// Notes get up to a third of the lines below the titles, and more if the rows leave them, so that a long table never
// hides a broken node. `height` is at least 1.
Heights ShareHeight(size_t height, size_t rows, size_t notes, Footer footer);

}  // namespace rollcall::cli
