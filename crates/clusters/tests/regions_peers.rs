//! The statistics on regions and industries against those of other programs (`tests/peers/clusters/regions.py`).
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use jushu_clusters::complexity::comparative_advantage::{
    Advantage, comparative_advantage, presence,
};
use jushu_clusters::complexity::economic_complexity::economic_complexity;
use jushu_clusters::complexity::fitness::fitness;
use jushu_clusters::complexity::proximity::proximity;
use jushu_clusters::complexity::relatedness::relatedness;
use jushu_clusters::complexity::{density, outlook};
use jushu_clusters::dynamics::{
    beta_convergence, centrality, esteban_ray, gravity, kernel_density, markov, rank_size,
    sigma_convergence, spatial_markov, wolfson,
};
use jushu_clusters::plants::PlantTable;
use jushu_clusters::plants::coagglomeration::{Reference, pairs};
use jushu_clusters::plants::ellison_glaeser::ellison_glaeser;
use jushu_clusters::plants::maurel_sedillot::maurel_sedillot;
use jushu_clusters::region_industry::{
    dagum, herfindahl, hoover, krugman, location_quotient, locational_gini, shift_share,
    similarity, theil, variety,
};
use jushu_clusters::{Duplicates, Table};

const REGIONS: usize = 24;
const INDUSTRIES: usize = 36;

/// The values of the fixture by statistic and places; `None` is missing.
struct Peers(BTreeMap<(String, Option<usize>, Option<usize>), Option<f64>>);

impl Peers {
    fn read() -> Peers {
        let mut rows = csv::Reader::from_reader(include_bytes!("peers/regions.csv").as_slice());
        let place = |cell: &str| (!cell.is_empty()).then(|| cell.parse().unwrap());
        let row = |row: Result<csv::StringRecord, csv::Error>| {
            let row = row.unwrap();
            let value = (!row[3].is_empty()).then(|| row[3].parse().unwrap());
            ((row[0].to_string(), place(&row[1]), place(&row[2])), value)
        };
        Peers(rows.records().map(row).collect())
    }

    /// Compares one value, which is then done with.
    #[track_caller]
    fn check(
        &mut self,
        statistic: &str,
        a: impl Into<Option<usize>>,
        b: impl Into<Option<usize>>,
        value: impl Into<Option<f64>>,
        tolerance: f64,
    ) {
        let key = (statistic.to_string(), a.into(), b.into());
        let Some(expected) = self.0.remove(&key) else {
            panic!("{key:?} is not in the fixture");
        };
        let value = value.into().filter(|value| !value.is_nan());
        match (value, expected) {
            (Some(value), Some(expected)) => {
                let error = (value - expected).abs() / expected.abs().max(1.0);
                assert!(error < tolerance, "{key:?}: {value}, peer {expected}");
            }
            (value, expected) => assert_eq!(value, expected, "{key:?}"),
        }
    }

    fn all_done(self, of: &[&str]) {
        let left = self
            .0
            .keys()
            .find(|key| of.iter().any(|start| key.0.starts_with(start)));
        assert_eq!(left, None, "the fixture has more");
    }
}

fn table() -> (Table, Table) {
    let text = include_str!("peers/regions_table.csv");
    let later = text.replacen("value,later", "before,value", 1);
    let read = |text: &str| Table::from_csv(text, "regions_table.csv", Duplicates::Refuse).unwrap();
    (read(text), read(&later))
}

#[test]
fn specialisation_and_concentration() {
    let (mut peers, (table, later)) = (Peers::read(), table());
    let (p, q) = (table.region_shares(), table.industry_shares());
    let outer: Vec<usize> = (0..REGIONS).map(|region| region / 8).collect();
    let inner: Vec<usize> = (0..REGIONS).map(|region| region / 4).collect();
    for i in 0..INDUSTRIES {
        for (r, found) in location_quotient::of_industry(&table, i, 0.95)
            .into_iter()
            .enumerate()
        {
            peers.check("lq", r, i, found.value, 1e-12);
            if let Some((low, high)) = found.interval {
                peers.check("lq_low", r, i, low, 1e-10);
                peers.check("lq_high", r, i, high, 1e-10);
            }
            peers.check("standardised", r, i, found.standardised, 1e-10);
        }
        let c = table.distribution(i).unwrap();
        peers.check("herfindahl", i, None, herfindahl::herfindahl(&c), 1e-12);
        peers.check("hoover", i, None, hoover::hoover(&c, &p), 1e-12);
        peers.check(
            "locational_gini",
            i,
            None,
            locational_gini::locational_gini(&c, &p),
            1e-12,
        );
        peers.check(
            "gini_of_location_quotients",
            i,
            None,
            locational_gini::gini_of_quotients(&c, &p),
            1e-12,
        );
        peers.check("theil_t", i, None, theil::theil_t(&c), 1e-12);
        let even = vec![1.0 / REGIONS as f64; REGIONS];
        let parts = theil::nested(&c, &even, &[outer.clone(), inner.clone()]).unwrap();
        peers.check("theil_between_outer", i, None, parts[0], 1e-12);
        peers.check("theil_within_inner", i, None, parts[2], 1e-12);
        peers.check(
            "relative_theil",
            i,
            None,
            theil::relative_theil(&c, &p),
            1e-12,
        );
        let found = dagum::dagum(&table.by_industry.dense_row(i), &outer).unwrap();
        peers.check("dagum_within", i, None, found.within, 1e-12);
        peers.check("dagum_net_between", i, None, found.net_between, 1e-12);
        peers.check("dagum_transvariation", i, None, found.transvariation, 1e-12);
    }
    for r in 0..REGIONS {
        let s = table.mix(r).unwrap();
        peers.check("krugman", r, None, krugman::krugman(&s, &q), 1e-12);
        peers.check(
            "krugman_rest",
            r,
            None,
            krugman::against_rest(&table, r),
            1e-12,
        );
        peers.check("entropy", r, None, variety::entropy(&s), 1e-12);
        for b in r + 1..REGIONS {
            let found = similarity::similarity(&s, &table.mix(b).unwrap());
            peers.check("pair_krugman", r, b, found.krugman, 1e-12);
            peers.check("pair_finger_kreinin", r, b, found.finger_kreinin, 1e-12);
            peers.check("pair_cosine", r, b, found.cosine, 1e-12);
            peers.check("pair_pearson", r, b, found.pearson, 1e-12);
        }
    }
    let shifts = shift_share::shift_share(&table.by_region, &later.by_region).unwrap();
    for (r, row) in shifts.iter().enumerate() {
        for (i, shift) in row.iter().enumerate() {
            if table.by_region.value(r, i) > 0.0 {
                peers.check("shift_mix", r, i, shift.mix, 1e-11);
                peers.check("shift_regional", r, i, shift.regional, 1e-11);
                peers.check("shift_competition", r, i, shift.competition, 1e-11);
                peers.check("shift_allocation", r, i, shift.allocation, 1e-11);
            }
        }
    }
    peers.all_done(&[
        "lq",
        "standardised",
        "herf",
        "hoover",
        "loc",
        "gini",
        "theil",
        "rel",
        "dagum",
        "krug",
        "entropy",
        "pair",
        "shift",
    ]);
}

#[test]
fn plants() {
    let mut peers = Peers::read();
    let text = include_str!("peers/regions_plants.csv");
    let plants = PlantTable::from_csv(text, "regions_plants.csv", Duplicates::Refuse).unwrap();
    let number = |name: &str| name[1..].parse::<usize>().unwrap();
    let names: Vec<usize> = plants
        .table
        .industries
        .iter()
        .map(|name| number(name))
        .collect();
    for (at, &i) in names.iter().enumerate() {
        let found = ellison_glaeser(&plants, at).unwrap();
        peers.check("ellison_glaeser", i, None, found.gamma, 1e-12);
        peers.check(
            "ellison_glaeser_variance",
            i,
            None,
            found.gamma_variance,
            1e-12,
        );
        peers.check(
            "maurel_sedillot",
            i,
            None,
            maurel_sedillot(&plants, at),
            1e-12,
        );
    }
    let found = pairs(&plants.table, Reference::MeanShare);
    for a in 0..names.len() {
        for b in (0..names.len()).filter(|&b| names[a] < names[b]) {
            peers.check("coagglomeration", names[a], names[b], found[a][b], 1e-12);
        }
    }
    peers.all_done(&["ellison", "maurel", "coagg"]);
}

#[test]
fn complexity() {
    let (mut peers, (table, _)) = (Peers::read(), table());
    let has = presence(&table, &Advantage::default());
    let found = economic_complexity(&has).unwrap();
    assert_eq!(found.parts, 1);
    let near = proximity(&has);
    let densities = density::density(&has, &near);
    let gains = outlook::outlook_gain(&has, &near, &found.industries_uncentred);
    let outlooks = outlook::outlook_index(&has, &densities, &found.industries_uncentred);
    let fit = fitness(&has).unwrap();
    for r in 0..REGIONS {
        peers.check("eci", r, None, found.regions[r], 1e-10);
        peers.check("coi", r, None, outlooks[r], 1e-10);
        peers.check("fitness", r, None, fit.regions[r], 1e-8);
        for i in 0..INDUSTRIES {
            peers.check("rca", r, i, comparative_advantage(&table, r, i, 0.0), 1e-12);
            peers.check("density", r, i, densities[r * INDUSTRIES + i], 1e-12);
            peers.check("cog", r, i, gains[r * INDUSTRIES + i], 1e-10);
        }
    }
    for i in 0..INDUSTRIES {
        peers.check("pci", i, None, found.industries[i], 1e-10);
    }
    for pair in relatedness(&has) {
        peers.check(
            "proximity",
            pair.a,
            pair.b,
            near.value(pair.a, pair.b),
            1e-12,
        );
        peers.check("association", pair.a, pair.b, pair.association, 1e-12);
        peers.check("jaccard", pair.a, pair.b, pair.jaccard, 1e-12);
    }
    peers.all_done(&[
        "eci", "coi", "fitness", "rca", "density", "cog", "pci", "prox", "assoc", "jacc",
    ]);
}

#[test]
fn chains() {
    let mut peers = Peers::read();
    let (mut classes, mut lags) = (vec![Vec::new(); 40], vec![Vec::new(); 40]);
    let mut rows = csv::Reader::from_reader(include_bytes!("peers/regions_classes.csv").as_slice());
    for row in rows.records() {
        let row = row.unwrap();
        let cell = |at: usize| row[at].parse::<usize>().unwrap();
        classes[cell(0)].push(Some(cell(2)));
        lags[cell(0)].push(Some(cell(3)));
    }
    let p: Vec<Vec<f64>> = markov::probabilities(&markov::transitions(&classes, 4))
        .into_iter()
        .map(Option::unwrap)
        .collect();
    let steady = markov::steady_state(&p).unwrap();
    let passage = markov::mean_first_passage(&p);
    for a in 0..4 {
        peers.check("markov_steady_state", a, None, steady[a], 1e-12);
        for b in 0..4 {
            peers.check("markov_p", a, b, p[a][b], 1e-12);
            peers.check(
                "markov_passage",
                a,
                b,
                passage[b].as_ref().unwrap()[a],
                1e-11,
            );
        }
    }
    peers.check("markov_mobility", None, None, markov::mobility(&p), 1e-12);
    let test =
        spatial_markov::homogeneity(&spatial_markov::transitions(&classes, &lags, 4, 3)).unwrap();
    peers.check("homogeneity_lr", None, None, test.likelihood_ratio, 1e-11);
    peers.check("homogeneity_q", None, None, test.q, 1e-11);
    peers.check(
        "homogeneity_degrees",
        None,
        None,
        test.degrees as f64,
        1e-12,
    );
    peers.check(
        "homogeneity_lr_p",
        None,
        None,
        test.likelihood_ratio_p,
        1e-11,
    );
    peers.check("homogeneity_q_p", None, None, test.q_p, 1e-11);
    peers.all_done(&["markov", "homogeneity"]);
}

#[test]
fn convergence_polarisation_and_networks() {
    let (mut peers, (table, later)) = (Peers::read(), table());
    let y0 = &table.region_totals;
    let values: Vec<(f64, f64)> = y0
        .iter()
        .copied()
        .zip(later.region_totals.iter().copied())
        .collect();
    let beta = beta_convergence::beta_convergence(&values, 10.0).unwrap();
    peers.check("beta_slope", None, None, beta.line.slope, 1e-12);
    peers.check("beta_error", None, None, beta.line.slope_error, 1e-12);
    peers.check("beta_r_squared", None, None, beta.line.r_squared, 1e-12);
    peers.check("beta_speed", None, None, beta.speed, 1e-12);
    let spread = sigma_convergence::spread(y0).unwrap();
    peers.check(
        "sigma_cv",
        None,
        None,
        spread.coefficient_of_variation,
        1e-12,
    );
    peers.check("sigma_logarithms", None, None, spread.logarithms, 1e-12);
    peers.check("wolfson", None, None, wolfson::wolfson(y0), 1e-12);
    let groups: Vec<(f64, f64)> = location_quotient::of_industry(&table, 0, 0.95)
        .into_iter()
        .zip(table.region_shares())
        .map(|(lq, share)| (share, lq.value.unwrap()))
        .collect();
    peers.check(
        "esteban_ray",
        None,
        None,
        esteban_ray::esteban_ray(&groups, 1.3),
        1e-12,
    );
    let h = kernel_density::bandwidth(y0).unwrap();
    for at in [0, 10, 50, 100, 400] {
        peers.check(
            "kernel_density",
            at,
            None,
            kernel_density::kernel_density(y0, h, &[at as f64])[0],
            1e-12,
        );
    }
    let mut links = gravity::links(y0, |a, b| a.abs_diff(b) as f64, 1.0, 2.0).unwrap();
    let mut all: Vec<f64> = links.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let median = (all[all.len() / 2 - 1] + all[all.len() / 2]) / 2.0;
    links.iter_mut().flatten().for_each(|link| {
        if *link < median {
            *link = 0.0
        }
    });
    let (eigen, between) = (
        centrality::eigenvector(&links).unwrap(),
        centrality::betweenness(&links),
    );
    for r in 0..REGIONS {
        peers.check("centrality_eigenvector", r, None, eigen[r], 1e-10);
        peers.check("centrality_betweenness", r, None, between[r], 1e-10);
    }
    peers.check(
        "rank_size",
        None,
        None,
        rank_size::rank_size(y0).unwrap().exponent,
        1e-12,
    );
    peers.all_done(&[
        "beta",
        "sigma",
        "wolf",
        "esteban",
        "kernel",
        "central",
        "rank_size",
    ]);
}
