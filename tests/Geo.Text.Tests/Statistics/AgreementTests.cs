using Geo.Text.Comparison;
using Xunit;

namespace Geo.Text.Tests.Statistics;

public sealed class AgreementTests
{
    static readonly int?[][] Ratings = [.. Reference.Of("ratings").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt32() < 0 ? (int?)null : v.GetInt32()).ToArray())];

    [Fact]
    public void Cohen_and_macro_F1_are_those_of_scikit_learn()
    {
        int[] a = Reference.Whole("cohen", "a"), b = Reference.Whole("cohen", "b");
        Assert.Equal(Reference.Number("cohen", "kappa"), Agreement.Cohen([.. a.Cast<int?>()], [.. b.Cast<int?>()])!.Value, 12);
        Assert.Equal(Reference.Number("cohen", "macro_f1"), new Confusion(3, a.Zip(b)).MacroF1, 12);
    }

    [Fact]
    public void Krippendorff_is_that_of_the_coincidence_matrix_with_answers_missing()
    {
        Assert.Contains(Ratings, r => r.Contains(null));
        Assert.Equal(Reference.Number("krippendorff"), Agreement.Krippendorff(Ratings)!.Value, 12);
        // Krippendorff (2011), the example of four observers and twelve units: 0.743
        int?[]?[] observers =
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3], [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
        ];
        Assert.Equal(0.743, Agreement.Krippendorff(Enumerable.Range(0, 12).Select(u => observers.Select(o => o![u]).ToArray()))!.Value, 3);
    }

    [Fact]
    public void Agreement_of_nothing_or_of_one_answer_only_is_not_told()
    {
        Assert.Null(Agreement.Cohen([1, null], [null, 1]));
        Assert.Null(Agreement.Cohen([1, 1], [1, 1]));
        Assert.Null(Agreement.Krippendorff([[1, null], [null, 0]]));
        Assert.Null(Agreement.Majority([0, 1]).Answer);
        Assert.Equal((1, 2 / 3.0), (Agreement.Majority([0, 1, 1, null]).Answer!.Value, Agreement.Majority([0, 1, 1, null]).Share));
    }

    [Fact]
    public void Dawid_and_Skene_find_the_answers_and_errors_that_an_independent_program_finds()
    {
        var fit = DawidSkene.Fit(Ratings, 3, CancellationToken.None);
        var (errors, shares) = (Reference.Of("dawid_skene", "errors"), Reference.Numbers("dawid_skene", "shares"));
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(shares[k], fit.Shares[k], 1e-4);
            for (var rater = 0; rater < 4; rater++)
                for (var answer = 0; answer < 3; answer++) Assert.Equal(errors[rater][k][answer].GetDouble(), fit.Errors[rater][k][answer], 1e-3);
        }
        var probabilities = Reference.Of("dawid_skene", "probabilities");
        for (var i = 0; i < Ratings.Length; i++)
            for (var k = 0; k < 3; k++) Assert.Equal(probabilities[i][k].GetDouble(), fit.Probabilities[i][k], 1e-3);
    }
}
