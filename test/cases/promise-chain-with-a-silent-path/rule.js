function checkPlan(user, context, callback) {
  fetch('https://plans.example.com/users/' + user.user_id)
    .then((response) => response.json())
    .then((plan) => {
      if (plan.error) return callback(new Error(plan.error));
      context.idToken['https://example.com/plan'] = plan.name;
      callback(null, user, context);
    })
    // Whoever meets this error never gets an answer.
    .catch((error) => { console.error(error); });
}
