//! Reach (可及性): the inverse questions. Which smallest change of a unit's values carries it to a rank
//! ([`values`]), and is there any defensible weighting under which it leads another ([`weights`])?

pub mod values;
pub mod weights;
