// The kinds that every scenario may name.

extension ModelRegistry {
  /// Everything that simrun brings.
  public static let standard: ModelRegistry = {
    var registry = ModelRegistry()
    registry.add(ConstantPriceModel.self)
    registry.add(BrownianPriceModel.self)
    registry.add(MertonPriceModel.self)
    registry.add(AnchoredPriceModel.self)
    registry.add(RevertingPriceModel.self)
    registry.add(GarchPriceModel.self)
    registry.add(HawkesPriceModel.self)
    registry.add(RegimePriceModel.self)
    registry.add(RecordedPriceModel.self)
    registry.add(NuBotModel.self)
    registry.add(PyBotModel.self)
    registry.add(FlasherModel.self)
    registry.add(TargetFarmerModel.self)
    registry.add(SybilModel.self)
    registry.add(WashTraderModel.self)
    registry.add(InventoryQuoterModel.self)
    registry.add(NoiseTraderModel.self)
    registry.add(ZeroIntelligenceModel.self)
    registry.add(HawkesFlowModel.self)
    registry.add(InformedTraderModel.self)
    registry.add(ValueTraderModel.self)
    registry.add(MomentumTraderModel.self)
    registry.add(HerdModel.self)
    registry.add(ArbitrageurModel.self)
    registry.add(SandwichModel.self)
    registry.add(HolderModel.self)
    registry.add(HunterModel.self)
    registry.add(SaleShock.self)
    return registry
  }()
}
