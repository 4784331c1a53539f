//! Statistics on a table of regions by industries, one module each.
//!
//! x_ri is the value of industry i in region r, x_r, x_i and x the totals; s_ri = x_ri / x_r the mix of a region,
//! c_ri = x_ri / x_i where an industry is, p_r = x_r / x and q_i = x_i / x.

pub mod bootstrap;
pub mod dagum;
pub mod herfindahl;
pub mod hoover;
pub mod krugman;
pub mod litzenberger_sternberg;
pub mod location_quotient;
pub mod locational_gini;
pub mod shift_share;
pub mod similarity;
pub mod star_rating;
pub mod theil;
pub mod variety;

use crate::methods::About;

/// The statistics of this folder.
pub const METHODS: &[&About] = &[
    &location_quotient::ABOUT,
    &location_quotient::STANDARDISED,
    &bootstrap::ABOUT,
    &herfindahl::ABOUT,
    &hoover::ABOUT,
    &locational_gini::ABOUT,
    &locational_gini::OF_QUOTIENTS,
    &theil::THEIL_T,
    &theil::THEIL_L,
    &theil::RELATIVE,
    &dagum::ABOUT,
    &variety::ENTROPY,
    &variety::ABOUT,
    &krugman::ABOUT,
    &similarity::KRUGMAN,
    &similarity::FINGER_KREININ,
    &similarity::COSINE,
    &similarity::PEARSON,
    &shift_share::CLASSIC,
    &shift_share::ESTEBAN_MARQUILLAS,
    &shift_share::SPATIAL,
    &litzenberger_sternberg::ABOUT,
    &star_rating::ABOUT,
];
