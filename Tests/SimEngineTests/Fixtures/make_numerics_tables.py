"""Writes the reference tables of the numerics tests, in 60 digits (needs mpmath); run by hand, in this folder."""

import math
import random
import struct
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from statistics import NormalDist

from mpmath import erfc, exp, expm1, log, log1p, mp, mpf, npdf, sqrt

mp.dps = 60
getcontext().prec = 1200
draw = random.Random(20140923)
u = draw.uniform


def bits(value):
    return "%016x" % struct.unpack("<Q", struct.pack("<d", value))[0]


def either(*choices):
    return draw.choice(choices)()


def normal_cdf(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def normal_quantile(p):
    value = mpf(NormalDist().inv_cdf(float(p)))
    for _ in range(3):
        excess = normal_cdf(value) - p if value < 0 else (1 - p) - normal_cdf(-value)
        value -= excess / npdf(value)
    return value


def power_arguments():
    x = either(lambda: 2 ** u(-1074, 1023), lambda: u(0.7, 1.42), lambda: 1 + u(-1, 1) * 2 ** u(-40, -2),
               lambda: u(0, 20))
    y = either(lambda: u(-744, 709) / math.log(x), lambda: u(-4, 4))
    return (x, y)


FUNCTIONS = {
    "exp": (exp, 250, lambda: (either(
        lambda: u(-745, 709.7), lambda: u(-1, 1), lambda: u(-745, -708), lambda: u(-1, 1) * 2 ** u(-60, 0)),)),
    "expm1": (expm1, 300, lambda: (either(
        lambda: u(-50, 709.7), lambda: u(-1, 1), lambda: u(-0.6, -0.4), lambda: u(0.6, 1.1),
        lambda: u(-1, 1) * 2 ** u(-60, 0)),)),
    "log": (log, 300, lambda: (either(
        lambda: u(0, 4), lambda: 2 ** u(-1073, 1023), lambda: 1 + u(-1, 1) * 2 ** u(-50, -1),
        lambda: u(0.68, 0.72), lambda: u(1.4, 1.43)),)),
    "log1p": (log1p, 300, lambda: (either(
        lambda: u(-1, 4), lambda: 2 ** u(-1073, 1023), lambda: u(-1, 1) * 2 ** u(-60, -1),
        lambda: u(-0.4, -0.2), lambda: u(0.3, 0.5), lambda: -1 + 2 ** u(-53, -1)),)),
    "pow": (lambda x, y: x ** y, 400, power_arguments),
    "normalCDF": (normal_cdf, 250, lambda: (either(
        lambda: u(-38.5, 9), lambda: u(-1, 1), lambda: u(-9, 0), lambda: u(-1, 1) * 2 ** u(-60, 0)),)),
    "normalQuantile": (normal_quantile, 250, lambda: (either(
        lambda: u(0, 1), lambda: 2 ** u(-1073, -1), lambda: u(0, 0.2), lambda: 1 - 2 ** u(-53, -1)),)),
}


def elementary_functions():
    """function, argument, second argument, nearest double of the true value, (true - nearest) in ulps of it."""
    for name, (function, count, arguments) in FUNCTIONS.items():
        for _ in range(count):
            given = arguments()
            true = function(*map(mpf, given))
            if abs(true) > mpf(2) ** 1023:
                continue
            nearest = float(true)
            rest = (true - mpf(nearest)) / mpf(math.ulp(nearest))
            second = bits(given[1]) if len(given) > 1 else ""
            yield "%s,%s,%s,%s,%.6f" % (name, bits(given[0]), second, bits(nearest), rest)


def wide_integer(width):
    magnitude = draw.getrandbits(draw.randrange(1, width))
    edge = draw.choice([0, 1, 2 ** (width - 1) - 1, 2 ** (width // 2), 10 ** (width // 8)])
    magnitude = draw.choice([magnitude, magnitude, magnitude, edge])
    return draw.choice([magnitude, -magnitude, -(2 ** (width - 1))] if draw.random() < 0.1 else [magnitude, -magnitude])


def integer_quotients():
    """width, left, right, divisor, then down, up and half away from zero; empty where the result does not fit."""
    for width in (64, 128):
        for _ in range(400):
            left, right, divisor = (wide_integer(width) for _ in range(3))
            if divisor == 0:
                divisor = -7
            exact = Fraction(left * right, divisor)
            half = abs(exact) + Fraction(1, 2)
            nearest = half.numerator // half.denominator * (1 if exact >= 0 else -1)
            results = (math.floor(exact), math.ceil(exact), nearest)
            fits = lambda value: -(2 ** (width - 1)) <= value < 2 ** (width - 1)
            texts = [str(value) if fits(value) else "" for value in results]
            yield ",".join([str(width), str(left), str(right), str(divisor)] + texts)


def decimal_values():
    digits = draw.randrange(0, 19)
    exact_half = lambda: draw.randrange(1, 10 ** 6) / 2 ** draw.randrange(1, 20)
    near_half = lambda: (draw.randrange(10 ** 6) + 0.5) / 10 ** min(digits, 9)
    value = either(exact_half, near_half, lambda: u(0, 2), lambda: 2 ** u(-70, 70), lambda: 2 ** u(-1070, -50),
                   lambda: 2 ** u(24, 54))
    value = draw.choice([value, math.nextafter(value, 0), math.nextafter(value, math.inf), -value])
    return value, digits


def decimal_roundings():
    """value, decimals, rounded half away from zero, rounded half down; results as nearest doubles."""
    for _ in range(600):
        value, digits = decimal_values()
        unit = Decimal(1).scaleb(-digits)
        away, down = (float(Decimal(value).quantize(unit, mode)) for mode in (ROUND_HALF_UP, ROUND_HALF_DOWN))
        yield "%s,%d,%s,%s" % (bits(value), digits, bits(away), bits(down))


for table in (elementary_functions, integer_quotients, decimal_roundings):
    with open(table.__name__ + ".csv", "w") as file:
        file.write("# " + table.__doc__ + "\n")
        for row in table():
            file.write(row + "\n")
