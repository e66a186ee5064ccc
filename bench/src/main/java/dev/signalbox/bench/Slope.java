package dev.signalbox.bench;

import java.util.ArrayList;
import java.util.List;

/// How fast something grows: the straight line that lies nearest to its samples. One thread.
final class Slope {
    private record Sample(double x, double y) {}

    private final List<Sample> samples = new ArrayList<>();

    void add(double x, double y) {
        samples.add(new Sample(x, y));
    }

    /// By how much y grows with each x, in the second half of the samples; NaN when there are too
    /// few.
    double ofSecondHalf() {
        var half = samples.subList(samples.size() / 2, samples.size());
        double n = half.size();
        double meanX = half.stream().mapToDouble(Sample::x).sum() / n;
        double meanY = half.stream().mapToDouble(Sample::y).sum() / n;
        double up = 0;
        double along = 0;
        for (var sample : half) {
            up += (sample.x - meanX) * (sample.y - meanY);
            along += (sample.x - meanX) * (sample.x - meanX);
        }
        return up / along;
    }
}
