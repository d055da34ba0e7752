//! Compares Hotcast's steps with other engines; everything is in `tests/`.
