function withPlan(user, context, callback) {
  callback(null, { user_id: user.user_id, plan: 'gold' }, context);
}
