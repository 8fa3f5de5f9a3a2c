#pragma once

/// Keys that ImGui 1.86 has no names for.

namespace sosw::gui {

/// By their places on a keyboard, numbered as in the USB HID usage tables: so does SDL, whose
/// numbers ImGui's `KeysDown` holds, and so do tests.
enum class Key : int {
    A = 4,
    D = 7,
    F = 9,
    K = 14,
    O = 18,
    P = 19,
    S = 22,
    T = 23,
    W = 26,
    Y = 28,
    Z = 29,
    Enter = 40,
    Escape = 41,
    Space = 44,
    F1 = 58,
    Home = 74,
    End = 77,
    Right = 79,
    Left = 80,
    Down = 81,
    Up = 82,
    LeftControl = 224,
    LeftShift = 225,
};

enum class Repeat { No, Yes };

/// Whether `key` went down in this frame, or repeats while it is held. Never while somebody writes
/// into a field.
bool pressed(Key key, Repeat repeat = Repeat::No);
/// Whether `key` is held; never while somebody writes into a field.
bool held(Key key);

}  // namespace sosw::gui
