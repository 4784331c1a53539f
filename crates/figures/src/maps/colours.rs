//! Colours of classes: from light to dark, so that they keep their order for the colour-blind and in grey.

/// What is shaded without a value.
pub const NO_DATA: &str = "#f4f4f4";
/// Strokes of the hatch over what has no value.
pub const HATCH: &str = "#9a9a9a";
/// Land that takes no part.
pub const GROUND: &str = "#f7f7f5";
/// Borders between shaded areas.
pub const BORDER: &str = "#8c8c8c";
/// Lines of boundaries, and text.
pub const LINE: &str = "#4d4d4d";
/// Lines that only give direction.
pub const FAINT: &str = "#d9d9d9";
/// Text.
pub const TEXT: &str = "#1a1a1a";
/// A symbol that stands for one thing only.
pub const SYMBOL: &str = "#0072b2";

/// Lightness (Oklab, 0 black to 1 white), a and b of the ends and the middle: pale to dark blue, the hues of the theme.
const ANCHORS: [[f64; 3]; 3] = [
    [0.955, -0.008, -0.012],
    [0.710, -0.045, -0.075],
    [0.360, -0.018, -0.105],
];

/// Colours of `count` classes from light (low) to dark (high), evenly spaced in lightness.
///
/// Interpolated in Oklab (B. Ottosson, *A perceptual color space for image processing*, 2020).
pub fn sequential(count: usize) -> Vec<String> {
    (0..count)
        .map(|index| {
            // A single class takes the middle.
            let along = if count > 1 {
                index as f64 / (count - 1) as f64
            } else {
                0.5
            };
            let (from, to, share) = if along < 0.5 {
                (ANCHORS[0], ANCHORS[1], along * 2.0)
            } else {
                (ANCHORS[1], ANCHORS[2], along * 2.0 - 1.0)
            };
            let mixed = [0, 1, 2].map(|part| from[part] + share * (to[part] - from[part]));
            hex(oklab_to_srgb(mixed))
        })
        .collect()
}

/// Black or white, whichever reads better on a colour written #rrggbb.
pub fn text_on(colour: &str) -> &'static str {
    if luminance(colour) > 0.22 {
        TEXT
    } else {
        "#ffffff"
    }
}

/// Relative luminance of a colour written #rrggbb (WCAG 2.1); 1 where it is not written so.
pub fn luminance(colour: &str) -> f64 {
    let part = |from: usize| {
        let value = colour
            .get(from..from + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        value.map_or(1.0, |value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        })
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn oklab_to_srgb([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ]
    .map(|linear| {
        if linear <= 0.003_130_8 {
            12.92 * linear
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        }
    })
}

fn hex(colour: [f64; 3]) -> String {
    let [red, green, blue] = colour.map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_keep_their_order_in_grey() {
        for count in 2..=9 {
            let greys: Vec<f64> = sequential(count).iter().map(|c| luminance(c)).collect();
            for pair in greys.windows(2) {
                assert!(pair[0] > pair[1] * 1.12, "{count}: {greys:?}");
            }
        }
        assert_eq!(sequential(1), [sequential(3)[1].clone()]);
    }

    #[test]
    fn known_colours() {
        assert_eq!(hex(oklab_to_srgb([1.0, 0.0, 0.0])), "#ffffff");
        assert_eq!(
            hex(oklab_to_srgb([0.627_955, 0.224_863, 0.125_846])),
            "#ff0000"
        );
        assert!((luminance("#ffffff") - 1.0).abs() < 1e-12);
        assert!((luminance("#808080") - 0.2159).abs() < 1e-4);
        assert_eq!(text_on("#ffffff"), TEXT);
        assert_eq!(text_on("#08306b"), "#ffffff");
    }
}
