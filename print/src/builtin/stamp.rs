//! Drawn pictures: a round sample stamp and the grey placeholder of the templates.
//!
//! Letters come from a table of five by seven dots, so no font is needed.

use std::sync::LazyLock;

use crate::picture::Picture;

/// Pixels of a side; 600 are enough for 40 mm on paper.
const SIDE: u32 = 600;
const BLUE: [u8; 3] = [0x2a, 0x4b, 0x9b];
const GREY: [u8; 3] = [0xa0, 0xa0, 0xa0];

/// A synthetic round stamp: two rings, `text` along them, «М.П.» in the middle.
///
/// For the sandbox and the demo: it imitates nobody's stamp. Letters outside Cyrillic, digits and
/// simple signs are left out.
pub fn sample_stamp(text: &str) -> Picture {
    draw(&format!("* {} ", text.to_uppercase()), BLUE)
}

/// The neutral picture that stands in our templates where a stamp or a code will be.
pub(super) fn placeholder() -> &'static [u8] {
    static DRAWN: LazyLock<Picture> = LazyLock::new(|| draw("", GREY));
    DRAWN.bytes()
}

fn draw(ring: &str, colour: [u8; 3]) -> Picture {
    let ring: Vec<char> = ring.chars().collect();
    let mut pixels = Vec::new();
    for y in 0..SIDE {
        for x in 0..SIDE {
            // Four samples a pixel smooth the edges.
            let quarters = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
            let inked = quarters
                .iter()
                .filter(|(dx, dy)| is_ink(f64::from(x) + dx, f64::from(y) + dy, &ring))
                .count();
            let alpha = [0, 55, 110, 165, 220].get(inked).copied().unwrap_or(0);
            pixels.extend(colour);
            pixels.push(alpha);
        }
    }
    Picture::own_png(encode(&pixels).unwrap_or_default())
}

fn encode(pixels: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

fn is_ink(x: f64, y: f64, ring: &[char]) -> bool {
    let centre = f64::from(SIDE) / 2.0;
    let (dx, dy) = (x - centre, y - centre);
    let radius = dx.hypot(dy);
    let lines = (285.0..295.0).contains(&radius) || (188.0..193.0).contains(&radius);
    lines || on_ring(dx, dy, radius, ring) || in_middle(dx, dy)
}

/// Text along the circle, its feet to the middle.
fn on_ring(dx: f64, dy: f64, radius: f64, ring: &[char]) -> bool {
    const INNER: f64 = 208.0;
    const OUTER: f64 = 268.0;
    if ring.is_empty() || !(INNER..OUTER).contains(&radius) {
        return false;
    }
    // From the left, clockwise, in turns.
    let turn = (dy.atan2(dx) / std::f64::consts::TAU + 1.5).fract();
    let letters = f64::from(u32::try_from(ring.len()).unwrap_or(1));
    let place = turn * letters;
    let Some(letter) = ring.get(whole(place)) else {
        return false;
    };
    // Few letters would be stretched around the whole ring: keep their shape.
    let width = (letters / 26.0).min(1.0);
    let column = (place.fract() - 0.5) / width.max(0.05) + 0.5;
    let row = (OUTER - radius) / (OUTER - INNER);
    (0.0..1.0).contains(&column) && dot(*letter, column * 6.0, row * 7.0)
}

fn in_middle(dx: f64, dy: f64) -> bool {
    const TEXT: [char; 4] = ['М', '.', 'П', '.'];
    const SCALE: f64 = 11.0;
    let (column, row) = (dx / SCALE + 12.0, dy / SCALE + 3.5);
    if column < 0.0 || row < 0.0 {
        return false;
    }
    let place = column / 6.0;
    TEXT.get(whole(place))
        .is_some_and(|letter| dot(*letter, place.fract() * 6.0, row))
}

/// Whether the letter has a dot at the column (of 5, the sixth is the gap) and row (of 7).
fn dot(letter: char, column: f64, row: f64) -> bool {
    let Some(rows) = glyph(letter) else {
        return false;
    };
    let Some(bits) = rows.get(whole(row)) else {
        return false;
    };
    let column = whole(column);
    column < 5 && bits >> (4 - column) & 1 == 1
}

/// The whole part of a small number that is not negative.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "floats have no TryFrom; the cast saturates, and the argument is a place on a picture"
)]
fn whole(number: f64) -> usize {
    number.max(0.0) as usize
}

/// Seven rows of five dots.
fn glyph(letter: char) -> Option<[u8; 7]> {
    Some(match letter {
        'А' => [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
        'Б' => [0x1f, 0x10, 0x10, 0x1e, 0x11, 0x11, 0x1e],
        'В' => [0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e],
        'Г' => [0x1f, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10],
        'Д' => [0x06, 0x0a, 0x0a, 0x0a, 0x0a, 0x1f, 0x11],
        'Е' => [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f],
        'Ё' => [0x0a, 0x1f, 0x10, 0x1e, 0x10, 0x10, 0x1f],
        'Ж' => [0x15, 0x15, 0x0e, 0x04, 0x0e, 0x15, 0x15],
        'З' => [0x0e, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0e],
        'И' => [0x11, 0x11, 0x13, 0x15, 0x19, 0x11, 0x11],
        'Й' => [0x0a, 0x04, 0x11, 0x13, 0x15, 0x19, 0x11],
        'К' => [0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11],
        'Л' => [0x07, 0x09, 0x09, 0x09, 0x09, 0x09, 0x11],
        'М' => [0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11],
        'Н' => [0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
        'О' => [0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
        'П' => [0x1f, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11],
        'Р' => [0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10],
        'С' => [0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e],
        'Т' => [0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04],
        'У' => [0x11, 0x11, 0x11, 0x0f, 0x01, 0x11, 0x0e],
        'Ф' => [0x04, 0x0e, 0x15, 0x15, 0x15, 0x0e, 0x04],
        'Х' => [0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11],
        'Ц' => [0x12, 0x12, 0x12, 0x12, 0x12, 0x1f, 0x01],
        'Ч' => [0x11, 0x11, 0x11, 0x0f, 0x01, 0x01, 0x01],
        'Ш' => [0x15, 0x15, 0x15, 0x15, 0x15, 0x15, 0x1f],
        'Щ' => [0x15, 0x15, 0x15, 0x15, 0x15, 0x1f, 0x01],
        'Ъ' => [0x18, 0x08, 0x08, 0x0e, 0x09, 0x09, 0x0e],
        'Ы' => [0x11, 0x11, 0x11, 0x1d, 0x13, 0x13, 0x1d],
        'Ь' => [0x10, 0x10, 0x10, 0x1e, 0x11, 0x11, 0x1e],
        'Э' => [0x0e, 0x11, 0x01, 0x07, 0x01, 0x11, 0x0e],
        'Ю' => [0x12, 0x15, 0x15, 0x1d, 0x15, 0x15, 0x12],
        'Я' => [0x0f, 0x11, 0x11, 0x0f, 0x05, 0x09, 0x11],
        _ => return sign(letter),
    })
}

fn sign(letter: char) -> Option<[u8; 7]> {
    Some(match letter {
        '0' => [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e],
        '1' => [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e],
        '2' => [0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f],
        '3' => [0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e],
        '4' => [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02],
        '5' => [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e],
        '6' => [0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e],
        '7' => [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08],
        '8' => [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e],
        '9' => [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c],
        '.' => [0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x0c],
        '-' => [0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x00],
        '*' => [0x00, 0x04, 0x15, 0x0e, 0x15, 0x04, 0x00],
        '«' => [0x00, 0x05, 0x0a, 0x14, 0x0a, 0x05, 0x00],
        '»' => [0x00, 0x14, 0x0a, 0x05, 0x0a, 0x14, 0x00],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{glyph, sample_stamp};

    #[test]
    fn every_cyrillic_capital_and_digit_can_be_drawn() {
        assert!(
            ('А'..='Я')
                .chain(['Ё'])
                .chain('0'..='9')
                .all(|letter| glyph(letter).is_some())
        );
    }

    #[test]
    fn a_stamp_is_a_png_and_always_the_same() {
        let stamp = sample_stamp("ООО «Ромашка»");
        assert!(stamp.bytes().starts_with(b"\x89PNG"));
        assert_eq!(stamp, sample_stamp("ООО «Ромашка»"));
        assert_ne!(stamp, sample_stamp("ООО «Василёк»"));
    }
}
