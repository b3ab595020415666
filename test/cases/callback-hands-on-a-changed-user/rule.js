function withPlan(user, context, callback) {
  callback(null, { ...user, plan: 'gold' }, context);
}
