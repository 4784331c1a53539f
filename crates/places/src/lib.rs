//! Chinese administrative divisions, their names through time, and the resolution of what people write.
//!
//! ```
//! use jushu_places::{Code, Hint, Level, Places, Resolution};
//!
//! let places = Places::shipped();
//! let shenzhen = Code::new(440300).ok_or("six digits")?;
//! assert_eq!(places.resolve("深圳", &Hint::default()), Resolution::Found(shenzhen));
//! assert_eq!(places.resolve("廣東省 深圳市", &Hint::default()), Resolution::Found(shenzhen));
//! // 吉林 is a province and a city in it: a question, unless the level is known.
//! assert!(matches!(places.resolve("吉林", &Hint::default()), Resolution::Ambiguous(_)));
//! let city = Hint { level: Some(Level::City), within: None };
//! assert_eq!(places.resolve("吉林", &city), Resolution::Found(Code::new(220200).ok_or("six digits")?));
//! # Ok::<(), &str>(())
//! ```
//!
//! The data are compiled in; their source, licence, date and the measured quality of the resolution are in
//! `data/places/README.md`.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod code;
mod company;
mod data;
mod groups;
mod names;
mod nearest;
mod place;
mod places;
mod resolve;
mod text;

pub use code::{Code, CodeError};
pub use groups::{Group, GroupError, Groups, Member};
pub use place::{Level, Place, Region, SouthNorth};
pub use places::Places;
pub use resolve::{Hint, Resolution};
