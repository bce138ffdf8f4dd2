"""Key rates of BB84 and BBM92 by TNO's library, for single photons, perfect and few decoys, and finite sessions.

The library computes gain and error rate from the detectors, so that its error rate is what a claim would state. Its
dark counts are those of each of two detectors: a slot holds one with Y0 = 1 - (1 - d)^2.
"""

from __future__ import annotations

import numpy as np
from oracle_table import Tables
from scipy.optimize import brentq
from tno.quantum.communication.qkd_key_rate.quantum import bb84, bb84_single_photon, bbm92, standard_detector
from tno.quantum.communication.qkd_key_rate.quantum._config import OptimizationError

TABLES = Tables(__file__, ("tno.quantum.communication.qkd_key_rate", "numpy", "scipy"))
DARK, DRIFT = (0.0, 1e-6, 1e-5), (0.0, 0.1225, 0.25)  # for each detector and slot; radians of polarisation


def detector(dark: float, drift: float, efficiency: float = 0.2):
    return standard_detector.customise(dark_count_rate=dark, polarization_drift=drift, efficiency_party=efficiency)


def in_a_slot(dark: float) -> float:
    return 1 - (1 - dark) ** 2


def single_photons() -> None:
    TABLES.table(
        "single photon",
        "BB84SingleAsymptoticKeyRateEstimate.compute_rate for one photon a pulse, by its gain",
    )
    for dark in DARK:
        for drift in DRIFT:
            own = detector(dark, drift)
            for loss in (1.0, 15.0, 30.0, 40.0):
                gain, error = bb84_single_photon.compute_gain_and_error_rate(own, loss)
                rate = bb84_single_photon.BB84SingleAsymptoticKeyRateEstimate(own).compute_rate(1.0, loss)
                TABLES.case("single photon", {"dark": dark, "loss": loss, "qber": float(error)}, rate / float(gain))
    TABLES.table("threshold", "error rate at which 1 - 2 h(e) ends, h by the library, root by scipy brentq")
    half = brentq(lambda error: float(bb84.h(error)[0]) - 0.5, 0.05, 0.2, xtol=1e-14)
    TABLES.case("threshold", {"bases": 2}, half)


def decoys() -> None:
    TABLES.table(
        "decoy",
        "BB84FullyAsymptoticKeyRateEstimate.compute_rate",
        "the library's error rate rises with double counts, so that single photons err a little less than "
        "qgov takes from the mean; and a slot with a dark count and a signal counts once. Together below 2e-3"
        " of the rate",
    )
    for dark in DARK:
        for drift in DRIFT:
            for loss in (1.0, 10.0, 20.0, 30.0, 40.0):
                for photons in (0.1, 0.48, 0.9):
                    one_decoy("decoy", dark, drift, loss, photons, 0.2)
    TABLES.table("bright", "the same for efficient receivers near the sender", "as above")
    for dark in DARK[1:]:
        for loss in (0.5, 3.0):
            for photons in (0.5, 0.9):
                one_decoy("bright", dark, 0.0, loss, photons, 0.9)


def one_decoy(table: str, dark: float, drift: float, loss: float, photons: float, efficiency: float) -> None:
    own = detector(dark, drift, efficiency)
    gain, error = bb84.compute_gain_and_error_rate(own, photons, loss)
    rate = bb84.BB84FullyAsymptoticKeyRateEstimate(own).compute_rate(photons, loss)
    inputs = {"dark": in_a_slot(dark), "loss": loss, "photons": photons, "efficiency": efficiency,
              "qber": float(error[0]), "gain": float(gain[0])}  # fmt: skip
    TABLES.case(table, inputs, max(0.0, rate))


def few_decoys() -> None:
    TABLES.table(
        "few decoys",
        "BB84AsymptoticKeyRateEstimate.compute_rate with signal, decoy and vacuum",
        "a lower rate, for few decoys tell less than perfect ones",
    )
    for dark in DARK[1:]:
        own = detector(dark, 0.1225)
        for loss in (1.0, 10.0, 20.0):
            photons = [0.48, 0.1, 1e-4]
            gain, error = bb84.compute_gain_and_error_rate(own, photons, loss)
            rate = bb84.BB84AsymptoticKeyRateEstimate(own, number_of_decoy=2).compute_rate(photons, loss)
            inputs = {"dark": in_a_slot(dark), "loss": loss, "photons": photons[0], "efficiency": 0.2,
                      "qber": float(error[0]), "gain": float(gain[0])}  # fmt: skip
            TABLES.case("few decoys", inputs, max(0.0, rate), 6)


def finite() -> None:
    TABLES.table(
        "finite bb84",
        "BB84FiniteKeyRateEstimate.compute_rate times the pulses, signal, decoy and vacuum, both bases alike",
        "of single photons and empty pulses alone, with a security far beyond 3e-7: a shorter key",
    )
    share = np.array([0.4, 0.06, 0.04])
    photons = [0.48, 0.1, 1e-4]
    for drift in (0.05, 0.1225):
        own = detector(1e-6, drift)
        for loss in (1.0, 10.0):
            gain, error = bb84.compute_gain_and_error_rate(own, photons, loss)
            for pulses in (10**8, 10**10, 10**12):
                estimate = bb84.BB84FiniteKeyRateEstimate(own, number_of_pulses=pulses)
                estimate.last_x = np.hstack((photons, share, share))
                try:
                    length = float(np.squeeze(estimate.compute_rate(photons, loss, share, share))) * pulses
                except OptimizationError:
                    continue
                sifted = float((2 * gain * share).sum() * pulses)
                qber = float((error * gain * share).sum() / (gain * share).sum())
                TABLES.case("finite bb84", {"rounds": round(sifted), "qber": qber}, max(0.0, length), 6)
    TABLES.table(
        "finite bbm92",
        "BBM92FiniteKeyRateEstimate.compute_rate times the pulses, nearly all of them in the key basis",
        "a phase error within 5.3 standard deviations in qgov's terms, and nothing given up for the proof of security",
    )
    for dark in (1e-7, 1e-6):
        for wrong in (0.01, 0.03, 0.06, 0.08):
            own = detector(dark, 0.0).customise(error_detector=wrong)
            for pulses in (10**7, 10**8, 10**10):
                gain, error = bbm92.compute_gain_and_error_rate(own, own, 5.0, 5.0, 0.05)
                shares = np.array([0.99609375]), np.array([0.00390625])
                length = bbm92.BBM92FiniteKeyRateEstimate(own, number_of_pulses=pulses).compute_rate(0.1, 10.0, *shares)
                inputs = {"rounds": round(gain * pulses), "qber": float(error)}
                TABLES.case("finite bbm92", inputs, max(0.0, length * pulses))


def pairs() -> None:
    TABLES.table("bbm92", "BBM92AsymptoticKeyRateEstimate.compute_rate by its gain")
    for dark in (1e-7, 1e-6):
        for wrong in (0.0, 0.03, 0.08):
            own = detector(dark, 0.0).customise(error_detector=wrong)
            for loss in (2.0, 20.0):
                gain, error = bbm92.compute_gain_and_error_rate(own, own, loss / 2, loss / 2, 0.05)
                rate = bbm92.BBM92AsymptoticKeyRateEstimate(own).compute_rate(0.1, loss)
                TABLES.case("bbm92", {"loss": loss, "qber": float(error)}, rate / float(gain))


def best() -> None:
    TABLES.table(
        "best",
        "optimize_rate of perfect devices: single photons up to one a pulse, coherent pulses with perfect decoys",
        "an achieved rate a pulse, below which no bound of qgov may lie",
    )
    own = detector(0.0, 0.0, 1.0)
    for loss in (0.2, 1.0, 3.0, 10.0, 30.0):
        for source, estimate in (
            ("single-photon", bb84_single_photon.BB84SingleAsymptoticKeyRateEstimate(own)),
            ("decoy-weak-coherent", bb84.BB84FullyAsymptoticKeyRateEstimate(own)),
        ):
            _, rate = estimate.optimize_rate(attenuation=loss, bounds=[(0.1, 1.0)])
            TABLES.case("best", {"source": source, "loss": loss}, rate, 6)


if __name__ == "__main__":
    single_photons()
    decoys()
    few_decoys()
    finite()
    pairs()
    best()
    TABLES.write()
