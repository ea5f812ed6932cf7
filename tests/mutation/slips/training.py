"""Wrong formulas of descent, kernels, networks and averages over random features."""

from tests.mutation.mutating import within

SLIPS = (
    *within(
        "theory.descent.optimizers",
        ("gradient with the wrong sign", "x @ (x.T @ w - y)", "x @ (y - x.T @ w)"),
        ("gradient without the factor 2", "w.system.scalar(2) / n", "w.system.scalar(1) / n"),
        ("gradient without 1/n", "w.system.scalar(2) / n", "w.system.scalar(2)"),
        ("mini-batches never move on", "gradient(*parts[k % len(parts)], w)", "gradient(*parts[0], w)"),
    ),
    *within(
        "theory.descent.steps",
        ("momentum applied to the weights", "slope(w, k) * eta + (w - before) * momentum", "slope(w, k) * eta + w * momentum"),
        ("extrapolation from zero", "ahead = w + (w - before) * momentum", "ahead = w * (1 + momentum)"),
        ("Adam without the root", ".map(system.sqrt)", ""),
        ("Nesterov with the gradient at w", "ahead - slope(ahead, k) * eta", "ahead - slope(w, k) * eta"),
        ("heavy-ball pulled from where it started", "before, w = w, w - slope(w, k)", "before, w = before, w - slope(w, k)"),
        ("SGD on its first batch only", "w = w - slope(w, k) * eta\n", "w = w - slope(w, 0) * eta\n"),
        ("Adam corrects every step as the first", "decay1, decay2 = decay1 * beta1, decay2 * beta2", "decay1, decay2 = beta1, beta2"),
        ("Adam's first moment decays by beta2", "first = first * beta1 +", "first = first * beta2 +"),
        ("Adam's second moment decays by beta1", "second = second * beta2 +", "second = second * beta1 +"),
    ),
    *within(
        "theory.descent.closed_form",
        ("closed form one step late", "power(step, k) @ coordinates", "power(step, k + 1) @ coordinates"),
        ("closed form with the sign of the step", "identity(x.system, n) - (x.T @ x)", "identity(x.system, n) + (x.T @ x)"),
        ("closed form without the factor 2", "(2 * eta / n)", "(eta / n)"),
        ("closed form without its limit", "return limit + x @", "return x @"),
        ("top component not normalized", "/ (largest - other)", "/ largest"),
    ),
    *within(
        "theory.descent.spectrum",
        ("rate without the factor 2", "abs(1 - 2 * eta * s / x.shape[1])", "abs(1 - eta * s / x.shape[1])"),
        ("rate by the smallest factor", "(a + b + abs(a - b)) / 2", "(a + b - abs(a - b)) / 2"),
        ("threshold test by trace sign", "(n / eta) - x.T @ x)", "(n / eta) + x.T @ x)"),
        ("the best step by the largest value alone", "(_largest(x) + x.squared_singular_values()[-1])", "(_largest(x) + _largest(x))"),
        ("a diverging step without the rank", "factor * x.shape[1] * x.rank / _frobenius(x)", "factor * x.shape[1] / _frobenius(x)"),
        ("one step more than needed", "while k > 1 and contraction ** (k - 1) <= factor:", "while False:"),
    ),
    *within(
        "theory.kernels",
        ("kernel without its constant", "z = with_bias(x)\n    return", "z = x\n    return"),
        ("NTK without the first layer", "2 * u * open_angle", "u * open_angle"),
        ("half of the NTK's sine", "system.sqrt(1 - u * u)) / pi", "system.sqrt(1 - u * u) / 2) / pi"),
        ("the Gaussian kernel wrong off the diagonal", "-(a + b - 2 * inner) / (4 * d)", "-(a + b - 2 * inner) / (2 * d)"),
        (
            "the quadratic kernel wrong off the diagonal",
            "return (z.T @ z).map(lambda s: s * s)",
            "return (z.T @ z).map(lambda s: s * abs(s))",
        ),
    ),
    *within(
        "theory.networks.network",
        ("back-propagation ignores ReLU", "(take.entrywise(back, self._slopes(z)) if self.rectified else back)", "back"),
        ("output layer's gradient sees no activation", "r.T @ active)", "r.T @ z)"),
        ("network residual without its labels", "(active @ output - y)", "(active @ output)"),
        ("ReLU has slope 1 at 0", "one if s > 0 else one * 0", "one if s >= 0 else one * 0"),
        ("network SGD on the first sample only", "gradient(*singles[k % len(singles)])", "gradient(*singles[0])"),
    ),
    *within(
        "theory.networks.cross_entropy",
        ("cross-entropy classes swapped with labels", "one if s > 0 else one * 0", "one if s > 0 else s * 0 + one / 2"),
    ),
    *within(
        "theory.networks.training",
        ("motion bound without the residual's growth", "eta * (2 / b) * size * m * residual", "eta * (2 / b) * m * residual / 4"),
    ),
    *within(
        "theory.random_design",
        ("n_r for min(n_r, d) in what is retained", "- min(s.n_r, s.d), s.d, s.energy", "- s.n_r, s.d, s.energy"),
        ("the spread with noise without 2 c e", "(c**2 + 2 * c * e + e_squared)", "(c**2 + e_squared)"),
        (
            "a variance bound that forgets chi-squared",
            "return Fraction(s.n_f + 2, s.n_f) * s.energy * mean - mean**2",
            "return s.energy * mean - mean**2",
        ),
        ("half of the variance of what is retained", "Fraction(2 * rank * (size - rank)", "Fraction(rank * (size - rank)"),
        (
            "a reset's variance below the sample variance",
            "return Fraction(samples + 2, samples) * squared",
            "return Fraction(samples + 1, samples) * squared",
        ),
        ("the gain of noise without - 1", "s.seen * (spare - 1))", "s.seen * spare)"),
        ("a projector's mixed moment with d + 1", "size * (size + 2) * (size - 1))", "size * (size + 1) * (size - 1))"),
        ("RL of a reset counts the samples tuned on", "return (1 - Fraction(s.tuned, s.n_r)) * left, left", "return left, left"),
    ),
)
