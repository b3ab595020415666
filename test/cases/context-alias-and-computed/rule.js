function computed(user, context, callback) {
  const ctx = context;
  const key = 'clientName';
  console.log(ctx[key], ctx.clientID);
  callback(null, user, ctx);
}
